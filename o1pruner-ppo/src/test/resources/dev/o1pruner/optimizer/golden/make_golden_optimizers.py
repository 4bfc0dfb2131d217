#!/usr/bin/env python3
"""Golden fixture of the optimizers, made without any of the library's own code.

Seven small weights take twelve steps on given gradients at given learning rates.

    AdamW, SGD   torch.optim in float64
    Adam-mini    numpy in float64, written from the formulas of version 1.1.1 of its authors' code
                 (github.com/zyushun/Adam-mini)
    bf16         numpy in float32 with bfloat16 emulated on the bits: nearest rounding (ties to even) of a master copy,
                 or stochastic rounding with the library's own noise, which is defined here a second time

Run (writes golden_optimizers.json beside this file, the same bytes each time; a few seconds):

    OMP_NUM_THREADS=1 python3 make_golden_optimizers.py

Needs Python 3, numpy and PyTorch >= 1.13, nothing else.
"""

import json
import os

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
HEAD_SIZE = 2
STEPS = 12
SEED = 7  # of stochastic rounding
LAYER = "model.layers.0."
# name, shape, and how Adam-mini cuts it: per row, per head, whole, or per number
WEIGHTS = [
    ("model.embed_tokens.weight", (5, 4), "row"),
    (LAYER + "self_attn.q_proj.weight", (4, 4), "head"),
    (LAYER + "self_attn.k_proj.weight", (2, 4), "head"),
    (LAYER + "self_attn.v_proj.weight", (2, 4), "row"),
    (LAYER + "mlp.down_proj.weight", (4, 6), "row"),
    (LAYER + "self_attn.q_proj.bias", (4,), "number"),
    (LAYER + "input_layernorm.weight", (4,), "whole"),
]
BETA1, BETA2, EPSILON, DECAY, MOMENTUM = 0.9, 0.95, 1e-8, 0.1, 0.9

# ------------------------------------------------------------------------------------------- the rules, in one dtype


class AdamMini:
    def __init__(self, dtype):
        self.dtype = dtype

    def state(self, shape, cut):
        blocks = {"row": shape[0], "head": shape[0] // HEAD_SIZE, "whole": 1, "number": shape[0]}[cut]
        return {"first_moment": np.zeros(shape, self.dtype), "second_moment": np.zeros((blocks, 1), self.dtype)}

    def step(self, w, g, state, t, lr):
        m, v = state["first_moment"], state["second_moment"]
        blocks = v.shape[0]
        mean_square = np.mean(g.reshape(blocks, -1) ** 2, axis=1, keepdims=True)
        v[...] = v * BETA2 + mean_square * (1 - BETA2)
        m[...] = m + (g - m) * (1 - BETA1)
        if w.ndim > 1:  # neither norms nor biases decay
            w *= 1 - lr * DECAY
        h = np.sqrt(v) / np.sqrt(1 - BETA2**t) + EPSILON
        w -= (lr / (1 - BETA1**t) * m.reshape(blocks, -1) / h).reshape(w.shape)


class AdamW:
    def __init__(self, dtype):
        self.dtype = dtype

    def state(self, shape, cut):
        return {"first_moment": np.zeros(shape, self.dtype), "second_moment": np.zeros(shape, self.dtype)}

    def step(self, w, g, state, t, lr):
        m, v = state["first_moment"], state["second_moment"]
        w *= 1 - lr * DECAY
        m[...] = m + (g - m) * (1 - BETA1)
        v[...] = v * BETA2 + g * g * (1 - BETA2)
        w -= lr / (1 - BETA1**t) * m / (np.sqrt(v) / np.sqrt(1 - BETA2**t) + EPSILON)


class Sgd:
    def __init__(self, dtype):
        self.dtype = dtype

    def state(self, shape, cut):
        return {"momentum": np.zeros(shape, self.dtype)}

    def step(self, w, g, state, t, lr):
        v = state["momentum"]
        v[...] = v * MOMENTUM + g + DECAY * w
        w -= lr * v


RULES = {"adamw": AdamW, "adam_mini": AdamMini, "sgd": Sgd}

# ------------------------------------------------------------------------------------------------------------- bfloat16


def nearest(x):
    bits = np.asarray(x, np.float32).view(np.uint32).astype(np.uint64)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return rounded.astype(np.uint32).view(np.float32).reshape(np.shape(x))


def murmur3_x64_128(data):
    """The first 64 bits of Appleby's hash, seed 0."""
    mask = (1 << 64) - 1
    c1, c2 = 0x87C37B91114253D5, 0x4CF5AD432745937F

    def rotate(x, r):
        return ((x << r) | (x >> (64 - r))) & mask

    def mix(x):
        x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCD & mask
        x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53 & mask
        return x ^ (x >> 33)

    h1 = h2 = 0
    whole = len(data) // 16 * 16
    for i in range(0, whole, 16):
        k1 = int.from_bytes(data[i : i + 8], "little")
        k2 = int.from_bytes(data[i + 8 : i + 16], "little")
        h1 ^= rotate(k1 * c1 & mask, 31) * c2 & mask
        h1 = ((rotate(h1, 27) + h2) * 5 + 0x52DCE729) & mask
        h2 ^= rotate(k2 * c2 & mask, 33) * c1 & mask
        h2 = ((rotate(h2, 31) + h1) * 5 + 0x38495AB5) & mask
    tail = data[whole:]
    h2 ^= rotate(int.from_bytes(tail[8:], "little") * c2 & mask, 33) * c1 & mask
    h1 ^= rotate(int.from_bytes(tail[:8], "little") * c1 & mask, 31) * c2 & mask
    h1 ^= len(data)
    h2 ^= len(data)
    h1 = (h1 + h2) & mask
    h2 = (h2 + h1) & mask
    return (mix(h1) + mix(h2)) & mask


def stochastic(x, name, step):
    """Adds 16 random bits to those that bfloat16 lacks, and cuts them off."""
    key = murmur3_x64_128(SEED.to_bytes(8, "little") + step.to_bytes(8, "little") + name.encode()) >> 32
    z = np.arange(x.size, dtype=np.uint64) ^ np.uint64(key)
    z = (z ^ (z >> 16)) * 0x21F0AAAD & 0xFFFFFFFF
    z = (z ^ (z >> 15)) * 0x735A2D97 & 0xFFFFFFFF
    noise = (z ^ (z >> 15)) >> 16
    bits = x.view(np.uint32).reshape(-1) + noise.astype(np.uint32)
    return (bits & np.uint32(0xFFFF0000)).view(np.float32).reshape(x.shape)


# --------------------------------------------------------------------------------------------------------- trajectories


def run(rule, initial, gradients, rates, update, state_precision):
    """Weights after the last step; update is f32, f64, master or stochastic."""
    dtype = np.float64 if update == "f64" else np.float32
    rule = rule(dtype)
    weights = [np.array(w, dtype) for w in initial]
    if update in ("master", "stochastic"):
        weights = [nearest(w) for w in weights]
    states = [rule.state(shape, cut) for _, shape, cut in WEIGHTS]
    for t in range(1, STEPS + 1):
        for i, (name, _, _) in enumerate(WEIGHTS):
            rule.step(weights[i], np.array(gradients[t - 1][i], dtype), states[i], t, rates[t - 1])
            if update == "stochastic":
                weights[i][...] = stochastic(weights[i], name, t)
            if state_precision == "bf16":
                for kind, array in states[i].items():
                    array[...] = stochastic(array, kind + " " + name, t)
    return [nearest(w) for w in weights] if update == "master" else weights


def torch_run(optimizer, initial, gradients, rates):
    weights = [torch.nn.Parameter(torch.tensor(np.array(w), dtype=torch.float64)) for w in initial]
    steps = optimizer(weights)
    for g, rate in zip(gradients, rates):
        for group in steps.param_groups:
            group["lr"] = rate
        for w, x in zip(weights, g):
            w.grad = torch.tensor(np.array(x), dtype=torch.float64)
        steps.step()
    return [w.detach().numpy() for w in weights]


def flat(arrays, digits):
    return [[float("%.*g" % (digits, x)) for x in a.reshape(-1)] for a in arrays]


def main():
    random = np.random.default_rng(20240624)

    def draw(scale):
        return [np.float32(np.round(random.normal(0, scale, shape), 4)) for _, shape, _ in WEIGHTS]

    initial = draw(1.0)
    gradients = [draw(0.5) for _ in range(STEPS)]
    rates = [round(0.02 * (1 - t / (2 * STEPS)), 6) for t in range(STEPS)]
    args = (initial, gradients, rates)
    adam = {"betas": (BETA1, BETA2), "eps": EPSILON, "weight_decay": DECAY}
    f32 = {
        "adamw": torch_run(lambda w: torch.optim.AdamW(w, lr=1.0, **adam), *args),
        "sgd": torch_run(lambda w: torch.optim.SGD(w, lr=1.0, momentum=MOMENTUM, weight_decay=DECAY), *args),
        "sgd_plain": torch_run(lambda w: torch.optim.SGD(w, lr=1.0, weight_decay=DECAY), *args),
        "adam_mini": run(AdamMini, *args, "f64", "f32"),
    }
    # the numpy rules that the emulation uses are PyTorch's
    for name in ("adamw", "sgd"):
        for a, b in zip(f32[name], run(RULES[name], *args, "f64", "f32")):
            assert np.abs(a - b).max() < 1e-12, name
    cases = [{"rule": n, "update": "f32", "state": "F32", "weights": flat(w, 9)} for n, w in f32.items()]
    for name, rule in RULES.items():
        for update in ("master", "stochastic", "f32"):
            for state in ("f32", "bf16"):
                if update == "f32" and state == "f32":
                    continue
                weights = run(rule, *args, update, state)
                cases.append({"rule": name, "update": update, "state": state.upper(), "weights": flat(weights, 9)})
    golden = {
        "settings": {
            "beta1": BETA1, "beta2": BETA2, "epsilon": EPSILON, "weightDecay": DECAY,
            "momentum": MOMENTUM, "headSize": HEAD_SIZE, "seed": SEED,
        },
        "layout": [{"name": n, "shape": list(s)} for n, s, _ in WEIGHTS],
        "initial": flat(initial, 9),
        "rates": rates,
        "gradients": [flat(g, 9) for g in gradients],
        "cases": cases,
    }
    with open(os.path.join(HERE, "golden_optimizers.json"), "w") as file:
        json.dump(golden, file, separators=(",", ":"))
        file.write("\n")


main()
