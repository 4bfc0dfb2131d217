"""Decodes with PyTorch in eager mode, as a script of a user would: float32, a static batch, a KV
cache, top-p by sorting. A line of JSON in, {"batch", "prompt", "lengths", "temperature", "top_p"}; a line out, the seconds it took.

The batch runs until its longest solution ends. Weights are random: only the time counts.
"""

import json
import sys
import time

import torch
import torch.nn.functional as F


class Model:
    def __init__(self, c):
        torch.manual_seed(0)
        self.c = c
        d, f = c["hidden_size"], c["intermediate_size"]
        self.size = d // c["num_attention_heads"]
        kv = c["num_key_value_heads"] * self.size

        def matrix(rows, columns):
            return torch.randn(rows, columns) * 0.02

        self.embedding = matrix(c["vocab_size"], d)
        self.layers = [
            {
                "q": matrix(d, d), "k": matrix(kv, d), "v": matrix(kv, d), "o": matrix(d, d),
                "qb": torch.zeros(d), "kb": torch.zeros(kv), "vb": torch.zeros(kv),
                "gate": matrix(f, d), "up": matrix(f, d), "down": matrix(d, f),
                "n1": torch.ones(d), "n2": torch.ones(d),
            }
            for _ in range(c["num_hidden_layers"])
        ]
        self.norm_weight = torch.ones(d)
        half = torch.arange(0, self.size, 2).float() / self.size
        self.frequencies = 1.0 / c["rope_theta"] ** half

    def norm(self, x, weight):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.c["rms_norm_eps"]) * weight

    def step(self, ids, start, cache):
        """Logits (B, V) after tokens (B, T) at positions start..start+T-1."""
        c = self.c
        b, t = ids.shape
        heads, kv_heads, size = c["num_attention_heads"], c["num_key_value_heads"], self.size
        angle = torch.arange(start, start + t).float().unsqueeze(1) * self.frequencies
        cos, sin = torch.cat([angle.cos()] * 2, -1), torch.cat([angle.sin()] * 2, -1)

        def rotate(x):
            a, z = x.chunk(2, -1)
            return x * cos + torch.cat([-z, a], -1) * sin

        h = self.embedding[ids]
        for layer, (keys, values) in zip(self.layers, cache):
            x = self.norm(h, layer["n1"])
            q = F.linear(x, layer["q"], layer["qb"]).view(b, t, heads, size).transpose(1, 2)
            k = F.linear(x, layer["k"], layer["kb"]).view(b, t, kv_heads, size).transpose(1, 2)
            v = F.linear(x, layer["v"], layer["vb"]).view(b, t, kv_heads, size).transpose(1, 2)
            keys[:, :, start : start + t] = rotate(k)
            values[:, :, start : start + t] = v
            group = heads // kv_heads
            k = keys[:, :, : start + t]
            v = values[:, :, : start + t]
            # query heads of one key/value head side by side: no repeated cache
            q = rotate(q).reshape(b, kv_heads, group * t, size)
            scores = q @ k.transpose(-1, -2) / size**0.5
            if t > 1:
                later = torch.ones(t, start + t).triu(start + 1).bool().repeat(group, 1)
                scores = scores.masked_fill(later, float("-inf"))
            o = (scores.softmax(-1) @ v).view(b, heads, t, size).transpose(1, 2).reshape(b, t, -1)
            h = h + F.linear(o, layer["o"])
            x = self.norm(h, layer["n2"])
            h = h + F.linear(F.silu(F.linear(x, layer["gate"])) * F.linear(x, layer["up"]), layer["down"])
        return F.linear(self.norm(h[:, -1], self.norm_weight), self.embedding)

    def decode(self, batch, prompt, lengths, temperature, top_p):
        """Decodes until the longest length."""
        c = self.c
        new = max(lengths)
        shape = (batch, c["num_key_value_heads"], prompt + new, self.size)
        cache = [(torch.zeros(shape), torch.zeros(shape)) for _ in self.layers]
        ids = (torch.arange(prompt) * 7 % 400 + 1).repeat(batch, 1)
        z = self.step(ids, 0, cache)
        for n in range(new):
            p, order = torch.sort(torch.softmax(z / temperature, -1), -1, descending=True)
            p = p * ((p.cumsum(-1) - p) < top_p)
            token = order.gather(-1, torch.multinomial(p, 1))
            if n + 1 < new:
                z = self.step(token, prompt + n, cache)


def blas():
    maps = open("/proc/self/maps").read() if sys.platform.startswith("linux") else ""
    return "OpenBLAS" if "openblas" in maps else "MKL" if torch.backends.mkl.is_available() else "unknown BLAS"


def main():
    config, threads = json.loads(sys.argv[1]), int(sys.argv[2])
    torch.set_num_threads(threads)
    with torch.inference_mode():
        model = Model(config)
        model.decode(1, 2, [2], 1.0, 0.9)
        print(f"PyTorch {torch.__version__} eager f32, {blas()}", flush=True)
        for line in sys.stdin:
            request = json.loads(line)
            start = time.perf_counter()
            model.decode(request["batch"], request["prompt"], request["lengths"], request["temperature"], request["top_p"])
            print(time.perf_counter() - start, flush=True)


main()
