"""Trains with PyTorch in eager mode, as a script of a user would: float32, AdamW, gradients clipped
to a norm of 1, the mean log-prob of the next token, logits of 1024 positions at a time, computed
again in backward. Arguments: a model's config.json and the workload, {"rows", "tokens", "steps", "threads"}. Prints a
line of JSON, {"name", "seconds", "peakBytes", "parts"}.

Weights are random: only time and memory count.
"""

import json
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

CHUNK = 1024


class Norm(nn.Module):
    def __init__(self, size, eps):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(size)), eps

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        d, f, eps = c["hidden_size"], c["intermediate_size"], c["rms_norm_eps"]
        self.heads, self.kv_heads = c["num_attention_heads"], c["num_key_value_heads"]
        self.size = d // self.heads
        kv = self.kv_heads * self.size
        self.q, self.k, self.v = nn.Linear(d, d), nn.Linear(d, kv), nn.Linear(d, kv)
        self.o = nn.Linear(d, d, bias=False)
        self.gate, self.up = nn.Linear(d, f, bias=False), nn.Linear(d, f, bias=False)
        self.down = nn.Linear(f, d, bias=False)
        self.n1, self.n2 = Norm(d, eps), Norm(d, eps)

    def forward(self, h, cos, sin, later):
        b, t, d = h.shape
        x = self.n1(h)

        def split(y, heads):
            return y.view(b, t, heads, self.size).transpose(1, 2)

        def rotate(y):
            a, z = y.chunk(2, -1)
            return y * cos + torch.cat([-z, a], -1) * sin

        group = self.heads // self.kv_heads
        q = rotate(split(self.q(x), self.heads))
        k = rotate(split(self.k(x), self.kv_heads)).repeat_interleave(group, 1)
        v = split(self.v(x), self.kv_heads).repeat_interleave(group, 1)
        scores = (q @ k.transpose(-1, -2) / self.size**0.5).masked_fill(later, float("-inf"))
        o = scores.softmax(-1) @ v
        h = h + self.o(o.transpose(1, 2).reshape(b, t, d))
        x = self.n2(h)
        return h + self.down(F.silu(self.gate(x)) * self.up(x))


class Model(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.embedding = nn.Embedding(c["vocab_size"], c["hidden_size"])
        nn.init.normal_(self.embedding.weight, std=0.02)
        self.layers = nn.ModuleList([Layer(c) for _ in range(c["num_hidden_layers"])])
        self.norm = Norm(c["hidden_size"], c["rms_norm_eps"])
        size = c["hidden_size"] // c["num_attention_heads"]
        self.frequencies = 1.0 / c["rope_theta"] ** (torch.arange(0, size, 2).float() / size)

    def score(self, h, y):
        z = F.linear(h, self.embedding.weight)
        return z.gather(1, y.unsqueeze(1)).squeeze(1) - torch.logsumexp(z, -1)

    def forward(self, ids, targets):
        """Log-probs (B*T) of targets (B, T) after ids (B, T)."""
        t = ids.size(1)
        angle = torch.arange(t).float().unsqueeze(1) * self.frequencies
        cos, sin = torch.cat([angle.cos()] * 2, -1), torch.cat([angle.sin()] * 2, -1)
        later = torch.ones(t, t).triu(1).bool()
        h = self.embedding(ids)
        for layer in self.layers:
            h = layer(h, cos, sin, later)
        h, y = self.norm(h).flatten(0, 1), targets.flatten()
        return torch.cat([checkpoint(self.score, a, b) for a, b in zip(h.split(CHUNK), y.split(CHUNK))])


def blas():
    maps = open("/proc/self/maps").read() if sys.platform.startswith("linux") else ""
    return "OpenBLAS" if "openblas" in maps else "MKL" if torch.backends.mkl.is_available() else "unknown BLAS"


def main():
    config, work = json.loads(sys.argv[1]), json.loads(sys.argv[2])
    torch.set_num_threads(work["threads"])
    torch.manual_seed(0)
    model = Model(config)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.0)
    ids = torch.randint(config["vocab_size"], (work["rows"], work["tokens"] + 1))

    def step():
        optimizer.zero_grad(set_to_none=False)
        (-model(ids[:, :-1], ids[:, 1:]).mean()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    seconds = []
    for _ in range(work["steps"] + 1):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    name = f"PyTorch {torch.__version__} eager f32, {blas()}"
    print(json.dumps({"name": name, "seconds": seconds[1:], "peakBytes": peak, "parts": {}}))


main()
