"""Small random models of every architecture feature, with golden logits, log-probs and gradients.

Independent of the library: float64 numpy, one sequence at a time, a backward pass written by hand
and checked against finite differences below. The formulas follow Hugging Face transformers 5
(modeling_llama, modeling_qwen3, modeling_mistral, modeling_rope_utils).

    python3 make_golden.py        # writes NAME/{config.json,model.safetensors,golden.safetensors}

One layer with the widths of Qwen2-7B is too large to keep: "wide" has no model.safetensors, and
hashed_weights says what its weights are.

golden.safetensors holds, for each sequence b of SEQUENCES, logits.b (T, V) and log_probs.b, and
grad.NAME: the gradient of the sum of all log-probs with respect to each weight.
"""

import json
import math
import os
import struct

import numpy as np

VOCABULARY = 29
# (prompt, solution), scored together in one padded batch
SEQUENCES = [
    ([3, 17, 8, 22], [5, 28, 11, 0, 14, 9, 26, 2, 19]),
    ([12, 1], [7, 7, 23, 4, 16, 20]),
]

BASE = {
    "vocab_size": VOCABULARY,
    "hidden_size": 12,
    "intermediate_size": 14,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 64,
    "rms_norm_eps": 1e-5,
    "rope_theta": 100.0,
    "hidden_act": "silu",
    "tie_word_embeddings": False,
}
QWEN2 = {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2"}
QWEN3 = {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3"}
LLAMA = {"architectures": ["LlamaForCausalLM"], "model_type": "llama"}
MISTRAL = {"architectures": ["MistralForCausalLM"], "model_type": "mistral"}

MODELS = {
    "qwen2": {**QWEN2, "head_dim": None, "hidden_size": 16},
    "qwen2_window": {
        **QWEN2,
        "num_hidden_layers": 3,
        "use_sliding_window": True,
        "sliding_window": 3,
        "max_window_layers": 1,
        "layer_types": ["full_attention", "sliding_attention", "sliding_attention"],
    },
    "qwen3": {**QWEN3, "num_key_value_heads": 1, "tie_word_embeddings": True},
    "qwen3_bias": {**QWEN3, "num_attention_heads": 3, "num_key_value_heads": 3, "attention_bias": True},
    "llama": {**LLAMA, "num_key_value_heads": 4, "tie_word_embeddings": True},
    "llama_bias": {**LLAMA, "attention_bias": True, "mlp_bias": True},
    "llama_linear": {**LLAMA, "rope_scaling": {"type": "linear", "factor": 2.5}},
    "llama_dynamic": {**LLAMA, "rope_scaling": {"type": "dynamic", "factor": 2.0}},
    # wavelengths 6, 20, 63, 199 against bounds 8 and 32: kept, between, stretched, stretched
    "llama3": {
        **LLAMA,
        "rope_scaling": {
            "rope_type": "llama3",
            "factor": 8.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 32,
        },
    },
    "qwen2_yarn": {
        **QWEN2,
        "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32},
    },
    "qwen3_yarn": {
        **QWEN3,
        "rope_theta": None,
        "rope_parameters": {
            "rope_type": "yarn",
            "rope_theta": 100.0,
            "factor": 4.0,
            "original_max_position_embeddings": 32,
            "beta_fast": 4.0,
            "beta_slow": 0.5,
            "mscale": 1.0,
            "mscale_all_dim": 0.5,
            "truncate": False,
        },
    },
    "mistral": {**MISTRAL, "sliding_window": 4},
    "mistral_full": {**MISTRAL, "sliding_window": None},
}

WIDE = {
    **BASE,
    **QWEN2,
    "hidden_size": 3584,
    "intermediate_size": 18944,
    "num_hidden_layers": 1,
    "num_attention_heads": 28,
    "num_key_value_heads": 4,
    "head_dim": None,
    "rope_theta": 1e6,
}


# ---- what a configuration means


def rope(config):
    """Inverse frequencies and the factor of cosine and sine."""
    scaling = config.get("rope_parameters") or config.get("rope_scaling") or {}
    kind = scaling.get("rope_type", scaling.get("type", "default"))
    base = scaling.get("rope_theta") or config["rope_theta"]
    dim = head_dim(config)
    inv_freq = 1.0 / base ** (np.arange(0, dim, 2) / dim)
    if kind == "linear":
        return inv_freq / scaling["factor"], 1.0
    if kind == "dynamic":
        top = config["max_position_embeddings"]
        length = max(top, max(len(p) + len(s) for p, s in SEQUENCES))
        factor = scaling["factor"]
        base = base * ((factor * length / top) - (factor - 1)) ** (dim / (dim - 2))
        return 1.0 / base ** (np.arange(0, dim, 2) / dim), 1.0
    if kind == "llama3":
        factor, old = scaling["factor"], scaling["original_max_position_embeddings"]
        low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
        out = []
        for f in inv_freq:
            wavelength = 2 * math.pi / f
            if wavelength < old / high:
                out.append(f)
            elif wavelength > old / low:
                out.append(f / factor)
            else:
                smooth = (old / wavelength - low) / (high - low)
                out.append((1 - smooth) * f / factor + smooth * f)
        return np.array(out), 1.0
    if kind == "yarn":
        factor, old = scaling["factor"], scaling["original_max_position_embeddings"]

        def mscale(m):
            return 0.1 * m * math.log(factor) + 1.0

        if "mscale" in scaling:
            attention = mscale(scaling["mscale"]) / mscale(scaling["mscale_all_dim"])
        else:
            attention = mscale(1)

        def correction_dim(rotations):
            return dim * math.log(old / (rotations * 2 * math.pi)) / (2 * math.log(base))

        low = correction_dim(scaling.get("beta_fast", 32))
        high = correction_dim(scaling.get("beta_slow", 1))
        if scaling.get("truncate", True):
            low, high = math.floor(low), math.ceil(high)
        low, high = max(low, 0), min(high, dim - 1)
        extrapolate = 1 - np.clip((np.arange(dim // 2) - low) / (high - low), 0, 1)
        return inv_freq / factor * (1 - extrapolate) + inv_freq * extrapolate, attention
    assert kind == "default", kind
    return inv_freq, 1.0


def head_dim(config):
    return config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]


def window_of(config, layer):
    kind = config["model_type"]
    if kind == "mistral":
        return config["sliding_window"]
    if kind in ("qwen2", "qwen3") and config.get("use_sliding_window") and layer >= config["max_window_layers"]:
        return config["sliding_window"]
    return None


def shapes(config):
    d, inner, v = config["hidden_size"], config["intermediate_size"], config["vocab_size"]
    q = config["num_attention_heads"] * head_dim(config)
    kv = config["num_key_value_heads"] * head_dim(config)
    kind = config["model_type"]
    qkv_bias = kind == "qwen2" or config.get("attention_bias")
    o_bias = kind != "qwen2" and config.get("attention_bias")
    out = {"model.embed_tokens.weight": (v, d)}
    for l in range(config["num_hidden_layers"]):
        p = f"model.layers.{l}."
        out[p + "input_layernorm.weight"] = (d,)
        out[p + "post_attention_layernorm.weight"] = (d,)
        for name, rows, columns, bias in [
            ("self_attn.q_proj", q, d, qkv_bias),
            ("self_attn.k_proj", kv, d, qkv_bias),
            ("self_attn.v_proj", kv, d, qkv_bias),
            ("self_attn.o_proj", d, q, o_bias),
            ("mlp.gate_proj", inner, d, config.get("mlp_bias")),
            ("mlp.up_proj", inner, d, config.get("mlp_bias")),
            ("mlp.down_proj", d, inner, config.get("mlp_bias")),
        ]:
            out[p + name + ".weight"] = (rows, columns)
            if bias:
                out[p + name + ".bias"] = (rows,)
        if kind == "qwen3":
            out[p + "self_attn.q_norm.weight"] = (head_dim(config),)
            out[p + "self_attn.k_norm.weight"] = (head_dim(config),)
    out["model.norm.weight"] = (d,)
    if not config["tie_word_embeddings"]:
        out["lm_head.weight"] = (v, d)
    return out


# ---- the model: each function returns its output and its backward


class Model:
    def __init__(self, config, weights):
        self.config = config
        self.w = weights
        self.grads = {name: np.zeros(value.shape) for name, value in weights.items()}

    def norm(self, x, name):
        r = 1 / np.sqrt((x * x).mean(-1, keepdims=True) + self.config["rms_norm_eps"])
        g = self.w[name]

        def back(dy):
            self.grads[name] += (dy * x * r).reshape(-1, x.shape[-1]).sum(0)
            dx = dy * g
            return r * dx - x * r**3 * (dx * x).mean(-1, keepdims=True)

        return x * r * g, back

    def linear(self, x, name):
        weight = self.w[name + ".weight"]
        bias = self.w.get(name + ".bias")

        def back(dy):
            self.grads[name + ".weight"] += dy.T @ x
            if bias is not None:
                self.grads[name + ".bias"] += dy.sum(0)
            return dy @ weight

        return x @ weight.T + (0 if bias is None else bias), back

    def rotary(self, x):
        """x (T, heads, dim)."""
        inv_freq, scale = rope(self.config)
        angle = np.outer(np.arange(x.shape[0]), inv_freq)
        emb = np.concatenate([angle, angle], -1)[:, None, :]
        cos, sin = np.cos(emb) * scale, np.sin(emb) * scale
        half = x.shape[-1] // 2

        def rotate_half(z):
            return np.concatenate([-z[..., half:], z[..., :half]], -1)

        def back(dy):
            s = dy * sin
            return dy * cos + np.concatenate([s[..., half:], -s[..., :half]], -1)

        return x * cos + rotate_half(x) * sin, back

    def attention(self, q, k, v, window):
        """q (T, H, E), k and v (T, K, E), one query head after the other."""
        T, H, E = q.shape
        group = H // k.shape[1]
        i, j = np.arange(T)[:, None], np.arange(T)[None, :]
        allowed = j <= i
        if window is not None:
            allowed &= j > i - window
        probabilities = []
        out = np.zeros_like(q)
        for h in range(H):
            scores = np.where(allowed, q[:, h] @ k[:, h // group].T / math.sqrt(E), -np.inf)
            e = np.exp(scores - scores.max(-1, keepdims=True))
            p = e / e.sum(-1, keepdims=True)
            probabilities.append(p)
            out[:, h] = p @ v[:, h // group]

        def back(do):
            dq, dk, dv = np.zeros_like(q), np.zeros_like(k), np.zeros_like(v)
            for h, p in enumerate(probabilities):
                dv[:, h // group] += p.T @ do[:, h]
                dp = do[:, h] @ v[:, h // group].T
                ds = p * (dp - (dp * p).sum(-1, keepdims=True)) / math.sqrt(E)
                dq[:, h] = ds @ k[:, h // group]
                dk[:, h // group] += ds.T @ q[:, h]
            return dq, dk, dv

        return out, back

    def heads(self, x, prefix, which):
        y, back_linear = self.linear(x, prefix + f"self_attn.{which}_proj")
        y = y.reshape(len(x), -1, head_dim(self.config))
        backs = []
        if which != "v":
            if prefix + f"self_attn.{which}_norm.weight" in self.w:
                y, b = self.norm(y, prefix + f"self_attn.{which}_norm.weight")
                backs.append(b)
            y, b = self.rotary(y)
            backs.append(b)

        def back(dy):
            for b in reversed(backs):
                dy = b(dy)
            return back_linear(dy.reshape(len(x), -1))

        return y, back

    def layer(self, h, l):
        p = f"model.layers.{l}."
        x, back_norm1 = self.norm(h, p + "input_layernorm.weight")
        q, back_q = self.heads(x, p, "q")
        k, back_k = self.heads(x, p, "k")
        v, back_v = self.heads(x, p, "v")
        o, back_attention = self.attention(q, k, v, window_of(self.config, l))
        a, back_o = self.linear(o.reshape(len(h), -1), p + "self_attn.o_proj")
        middle = h + a
        y, back_norm2 = self.norm(middle, p + "post_attention_layernorm.weight")
        gate, back_gate = self.linear(y, p + "mlp.gate_proj")
        up, back_up = self.linear(y, p + "mlp.up_proj")
        s = 1 / (1 + np.exp(-gate))
        down, back_down = self.linear(gate * s * up, p + "mlp.down_proj")

        def back(dh):
            dz = back_down(dh)
            dy = back_up(dz * gate * s) + back_gate(dz * up * s * (1 + gate * (1 - s)))
            dmiddle = dh + back_norm2(dy)
            do = back_o(dmiddle).reshape(o.shape)
            dq, dk, dv = back_attention(do)
            return dmiddle + back_norm1(back_q(dq) + back_k(dk) + back_v(dv))

        return middle + down, back

    def run(self, prompt, solution):
        """Logits, log-probs of the solution; adds the gradients of their sum."""
        ids = np.array(prompt + solution)
        h = self.w["model.embed_tokens.weight"][ids]
        backs = []
        for l in range(self.config["num_hidden_layers"]):
            h, b = self.layer(h, l)
            backs.append(b)
        h, back_norm = self.norm(h, "model.norm.weight")
        head = "model.embed_tokens.weight" if self.config["tie_word_embeddings"] else "lm_head.weight"
        logits = h @ self.w[head].T
        z = logits - logits.max(-1, keepdims=True)
        log_softmax = z - np.log(np.exp(z).sum(-1, keepdims=True))
        scored = np.arange(len(prompt) - 1, len(ids) - 1)
        log_probs = log_softmax[scored, ids[scored + 1]]
        dlogits = np.zeros_like(logits)
        dlogits[scored] = -np.exp(log_softmax[scored])
        dlogits[scored, ids[scored + 1]] += 1
        self.grads[head] += dlogits.T @ h
        dh = back_norm(dlogits @ self.w[head])
        for b in reversed(backs):
            dh = b(dh)
        np.add.at(self.grads["model.embed_tokens.weight"], ids, dh)
        return logits, log_probs


def random_weights(config, rng):
    weights = {}
    for name, shape in shapes(config).items():
        if name.endswith("norm.weight"):
            value = rng.uniform(0.5, 1.5, shape)
        elif name.endswith(".bias"):
            value = rng.normal(0, 0.3, shape)
        else:
            # embeddings of about 1, queries and keys large enough that attention is far from even
            value = rng.normal(0, 1.0 if "embed" in name else 1.3 / math.sqrt(shape[1]), shape)
        weights[name] = value.astype(np.float32).astype(np.float64)
    return weights


def hashed_weights(config):
    """Weights of few bits that any program can make: a hash of tensor and entry, then a scale."""
    weights = {}
    for number, name in enumerate(sorted(shapes(config))):
        shape = shapes(config)[name]
        h = np.arange(math.prod(shape), dtype=np.uint32)
        h *= np.uint32(0x9E3779B1)
        h += np.uint32(number)
        h ^= h >> np.uint32(15)
        h *= np.uint32(0x85EBCA77)
        h ^= h >> np.uint32(13)
        byte = (h >> np.uint32(24)).astype(np.float32)
        if name.endswith("norm.weight"):
            value = 1 + np.floor(byte / 32) / 8
        elif "embed" in name or name.endswith(".bias"):
            value = (byte - 128) / 128
        else:
            value = (byte - 128) / 8192
        weights[name] = value.reshape(shape)
    return weights


def total(config, weights):
    return sum(Model(config, weights).run(p, s)[1].sum() for p, s in SEQUENCES)


def check_gradients(config, weights, grads, rng):
    for name in weights:
        direction = rng.normal(size=weights[name].shape)
        eps = 1e-6
        ends = [total(config, {**weights, name: weights[name] + sign * eps * direction}) for sign in (1, -1)]
        measured = (ends[0] - ends[1]) / (2 * eps)
        exact = (grads[name] * direction).sum()
        assert abs(measured - exact) < 1e-5 * max(1, abs(exact)), (name, measured, exact)


def write(path, tensors):
    header, data, offset = {}, [], 0
    for name, value in tensors.items():
        raw = np.ascontiguousarray(value, dtype="<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(np.shape(value)), "data_offsets": [offset, offset + len(raw)]}
        data.append(raw)
        offset += len(raw)
    text = json.dumps(header).encode()
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(data))


def save(name, config, files):
    directory = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "config.json"), "w") as f:
        json.dump(config, f, indent=1)
        f.write("\n")
    for file, tensors in files.items():
        write(os.path.join(directory, file + ".safetensors"), tensors)


def main():
    for number, (name, change) in enumerate(MODELS.items()):
        config = {**BASE, **change}
        rng = np.random.default_rng(number)
        weights = random_weights(config, rng)
        model = Model(config, weights)
        golden = {}
        for b, (prompt, solution) in enumerate(SEQUENCES):
            golden[f"logits.{b}"], golden[f"log_probs.{b}"] = model.run(prompt, solution)
        for weight, grad in model.grads.items():
            golden["grad." + weight] = grad
        check_gradients(config, weights, model.grads, rng)
        save(name, config, {"model": weights, "golden": golden})
        print(name, "logits up to", np.abs(golden["logits.0"]).max())


def main_wide():
    model = Model(WIDE, hashed_weights(WIDE))
    # float32 weights under float64 activations: numpy multiplies in float64
    logits, _ = model.run(*SEQUENCES[1])
    save("wide", WIDE, {"golden": {"logits.1": logits}})
    print("wide logits up to", np.abs(logits).max())


main()
main_wide()
