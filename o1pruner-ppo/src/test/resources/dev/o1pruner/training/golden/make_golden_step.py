#!/usr/bin/env python3
"""Golden fixture of one complete training step, made without any of the library's own code.

A plain PyTorch Qwen2 decoder in float64 scores a batch of five solutions, one at a time and unpadded, and takes two
optimizer steps per ratio level. What comes out is what a padded, batched, float32 implementation must reproduce.

Run (writes model/ and golden_step.json beside this file; the same bytes each time; under a minute on one core):

    OMP_NUM_THREADS=1 python3 make_golden_step.py

Needs Python 3 and PyTorch >= 1.13, nothing else. Optional, to check the decoder itself against another Qwen2 fixture
(a directory with config.json, model.safetensors and golden.json with prompt_ids, prompt_logits_all_positions):

    python3 make_golden_step.py --check-decoder DIRECTORY

Shapes: T = tokens of one solution (prompt + completion), N = tokens of its completion, H = heads, K = key/value heads,
D = size of a head, C = hidden size, I = intermediate size, V = vocabulary.

What is defined here, with B = solutions and eps = the clip range:

    logp_t         = log softmax(logits at the position before token t)[token t], temperature 1, completion tokens only
    SEQUENCE_SUM   : r_i = exp(sum_t (logp_t - ref_t))
    SEQUENCE_MEAN  : r_i = exp(mean_t (logp_t - ref_t))
    TOKEN          : r_t = exp(logp_t - ref_t)
    loss           = -mean(min(r A, clip(r, 1-eps, 1+eps) A)), the mean over solutions, or over all completion tokens
                     of the batch for TOKEN, each token with the advantage of its solution
    meanRatio      = the mean of r over the same
    clippedFraction= share of r whose gradient is cut: A > 0 and r > 1+eps, or A < 0 and r < 1-eps
    crossEntropy   = -mean of logp_t over all completion tokens of the batch; no advantage, no reference
    one step       = forward, backward, clip_grad_norm_, AdamW on every tensor (norms and biases decay too)
"""

import json
import math
import os
import random
import struct
import sys

import torch

HERE = os.path.dirname(os.path.abspath(__file__))

CONFIG = {
    "architectures": ["Qwen2ForCausalLM"],
    "model_type": "qwen2",
    "vocab_size": 40,
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
    "rms_norm_eps": 1e-6,
    "rope_theta": 10000.0,
    "hidden_act": "silu",
    "attention_dropout": 0.0,
    "initializer_range": 0.02,
    "tie_word_embeddings": True,
    "bos_token_id": None,
    "eos_token_id": 39,
    "pad_token_id": None,
    "torch_dtype": "float32",
    "use_cache": True,
    "use_sliding_window": False,
    "sliding_window": None,
    "max_window_layers": 2,
}

SETTINGS = {
    "clipRange": 0.2,
    "maxGradientNorm": 0.5,
    "learningRate": 1e-2,
    "beta1": 0.9,
    "beta2": 0.95,
    "epsilon": 1e-8,
    "weightDecay": 0.1,
}

# Bounds on |float32 - golden| / max(1, |golden|). PyTorch's own float32 must need less than a tenth of each (asserted
# below), which leaves room for other orders of summation. A bug in a formula is off by orders of magnitude more.
TOLERANCE = {
    "logProbs": 1e-5,
    "lossAndRatio": 2e-5,
    "gradient": 5e-5,
    "gradientNorm": 1e-5,
    "weightAfterStep1": 1e-5,
    "weightAfterStep2": 1e-5,
    "lossAndRatioInStep2": 5e-5,
    "gradientInStep2": 1e-5,
    "gradientNormInStep2": 1e-5,
}

SEED = 20250123
LEVELS = ("SEQUENCE_SUM", "SEQUENCE_MEAN", "TOKEN")
ENTRIES_PER_TENSOR = 6
KINK_MARGIN = 0.01  # no ratio may lie closer than this to 1-eps or 1+eps, where rounding would choose the branch


# ---------------------------------------------------------------------------------------------------------- the model


def parameter_shapes(config):
    """Hugging Face tensor name -> shape, in the order of the file. A linear layer's weight is (out, in)."""
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    head = hidden // config["num_attention_heads"]
    key_value = config["num_key_value_heads"] * head
    shapes = {"model.embed_tokens.weight": (config["vocab_size"], hidden)}
    for i in range(config["num_hidden_layers"]):
        layer = "model.layers.%d." % i
        shapes[layer + "input_layernorm.weight"] = (hidden,)
        shapes[layer + "self_attn.q_proj.weight"] = (hidden, hidden)
        shapes[layer + "self_attn.q_proj.bias"] = (hidden,)
        shapes[layer + "self_attn.k_proj.weight"] = (key_value, hidden)
        shapes[layer + "self_attn.k_proj.bias"] = (key_value,)
        shapes[layer + "self_attn.v_proj.weight"] = (key_value, hidden)
        shapes[layer + "self_attn.v_proj.bias"] = (key_value,)
        shapes[layer + "self_attn.o_proj.weight"] = (hidden, hidden)
        shapes[layer + "post_attention_layernorm.weight"] = (hidden,)
        shapes[layer + "mlp.gate_proj.weight"] = (inner, hidden)
        shapes[layer + "mlp.up_proj.weight"] = (inner, hidden)
        shapes[layer + "mlp.down_proj.weight"] = (hidden, inner)
    shapes["model.norm.weight"] = (hidden,)
    return shapes


def random_weights(config, rng):
    """Normal with std 0.3, norm weights about 1: wide enough that no gradient vanishes."""
    weights = {}
    for name, shape in parameter_shapes(config).items():
        mean = 1.0 if name.endswith("norm.weight") else 0.0
        weights[name] = (shape, [rng.gauss(mean, 0.3) for _ in range(math.prod(shape))])
    return weights


def write_safetensors(path, weights):
    """Little-endian u64 length of the header, JSON header padded with spaces to 8 bytes, then the f32 data."""
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, (shape, values) in weights.items():
        block = struct.pack("<%df" % len(values), *values)
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [len(data), len(data) + len(block)]}
        data += block
    text = json.dumps(header, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def read_safetensors(path, dtype):
    with open(path, "rb") as file:
        content = file.read()
    start = 8 + struct.unpack("<Q", content[:8])[0]
    tensors = {}
    for name, entry in json.loads(content[8:start].decode("utf-8")).items():
        if name != "__metadata__":
            assert entry["dtype"] == "F32", name
            begin, end = entry["data_offsets"]
            values = struct.unpack("<%df" % ((end - begin) // 4), content[start + begin : start + end])
            tensors[name] = torch.tensor(values, dtype=dtype).reshape(entry["shape"])
    return tensors


def write_tokenizer(directory, config):
    """One word per token, w0..w39, split at whitespace; the last word ends a solution."""
    words = ["w%d" % i for i in range(config["vocab_size"])]
    eos = config["eos_token_id"]
    special = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [dict({"id": eos, "content": words[eos]}, **special)],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": {word: i for i, word in enumerate(words)}, "unk_token": words[0]},
    }
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": None,
        "eos_token": words[eos],
        "unk_token": words[0],
        "pad_token": None,
        "model_max_length": config["max_position_embeddings"],
        "clean_up_tokenization_spaces": False,
    }
    for name, content in (("tokenizer.json", tokenizer), ("tokenizer_config.json", settings)):
        write_json(os.path.join(directory, name), content)


def write_json(path, content):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(content, indent=1) + "\n")


# -------------------------------------------------------------------------------------------------------- the decoder


def rms_norm(x, weight, eps):
    return x / torch.sqrt((x * x).mean(dim=-1, keepdim=True) + eps) * weight  # (T, C)


def rotate(x, theta):
    """Rotary position embedding in the rotate_half layout: dimension d is paired with d + D/2."""
    length, _, size = x.shape
    frequency = theta ** (-torch.arange(0, size, 2, dtype=x.dtype) / size)  # (D/2)
    angle = torch.arange(length, dtype=x.dtype)[:, None] * frequency  # (T, D/2)
    cos, sin = angle.cos()[:, None, :], angle.sin()[:, None, :]  # (T, 1, D/2)
    first, second = x[..., : size // 2], x[..., size // 2 :]  # (T, heads, D/2)
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)  # (T, heads, D)


def attention(x, w, layer, config):
    length, hidden = x.shape
    heads, key_values = config["num_attention_heads"], config["num_key_value_heads"]
    size = hidden // heads

    def project(name, count):
        return (x @ w[layer + name + ".weight"].T + w[layer + name + ".bias"]).reshape(length, count, size)

    q = rotate(project("q_proj", heads), config["rope_theta"])  # (T, H, D)
    k = rotate(project("k_proj", key_values), config["rope_theta"])  # (T, K, D)
    v = project("v_proj", key_values)  # (T, K, D)
    future = torch.ones(length, length, dtype=torch.bool).triu(1)  # (T, T)
    outputs = []
    for head in range(heads):
        group = head // (heads // key_values)  # neighbouring heads share a key/value head
        scores = q[:, head] @ k[:, group].T / math.sqrt(size)  # (T, T)
        outputs.append(torch.softmax(scores.masked_fill(future, -math.inf), dim=-1) @ v[:, group])  # (T, D)
    return torch.cat(outputs, dim=-1) @ w[layer + "o_proj.weight"].T  # (T, C)


def mlp(x, w, layer):
    gate = x @ w[layer + "gate_proj.weight"].T  # (T, I)
    up = x @ w[layer + "up_proj.weight"].T  # (T, I)
    return (gate * torch.sigmoid(gate) * up) @ w[layer + "down_proj.weight"].T  # (T, C)


def decode(tokens, w, config):
    """Logits (T, V) of one unpadded sequence."""
    eps = config["rms_norm_eps"]
    x = w["model.embed_tokens.weight"][torch.tensor(tokens)]  # (T, C)
    for i in range(config["num_hidden_layers"]):
        layer = "model.layers.%d." % i
        x = x + attention(rms_norm(x, w[layer + "input_layernorm.weight"], eps), w, layer + "self_attn.", config)
        x = x + mlp(rms_norm(x, w[layer + "post_attention_layernorm.weight"], eps), w, layer + "mlp.")
    head = w["model.embed_tokens.weight"] if config["tie_word_embeddings"] else w["lm_head.weight"]  # (V, C)
    return rms_norm(x, w["model.norm.weight"], eps) @ head.T  # (T, V)


def completion_log_probs(solution, w, config):
    """Log-probability (N) of each completion token given all before it."""
    prompt, completion = solution["prompt"], solution["completion"]
    log_probs = torch.log_softmax(decode(prompt + completion, w, config), dim=-1)  # (T, V)
    predicting = range(len(prompt) - 1, len(prompt) + len(completion) - 1)  # position t predicts token t+1
    return torch.stack([log_probs[t, token] for t, token in zip(predicting, completion)])  # (N)


# --------------------------------------------------------------------------------------------------------- the losses


def ratios_and_advantages(level, batch, w, config):
    """Ratios and their advantages: one per solution, or one per completion token for TOKEN, solution by solution."""
    ratios, advantages = [], []
    for solution in batch:
        log_probs = completion_log_probs(solution, w, config)  # (N)
        log_ratio = log_probs - torch.tensor(solution["refLogProbs"], dtype=log_probs.dtype)  # (N)
        if level == "SEQUENCE_SUM":
            log_ratio = log_ratio.sum().reshape(1)
        elif level == "SEQUENCE_MEAN":
            log_ratio = log_ratio.mean().reshape(1)
        ratios.append(log_ratio.exp())
        advantages.append(torch.full_like(log_ratio, solution["advantage"]))
    return torch.cat(ratios), torch.cat(advantages)


def clipped_loss(ratio, advantage):
    clipped = ratio.clamp(1 - SETTINGS["clipRange"], 1 + SETTINGS["clipRange"])
    return -torch.minimum(ratio * advantage, clipped * advantage).mean()


def cross_entropy(batch, w, config):
    return -torch.cat([completion_log_probs(solution, w, config) for solution in batch]).mean()


def is_cut(ratio, advantage):
    eps = SETTINGS["clipRange"]
    return (advantage > 0) & (ratio > 1 + eps) | (advantage < 0) & (ratio < 1 - eps)


# ---------------------------------------------------------------------------------------------------------- the batch


def make_batch(w, config):
    """
    Five solutions of different lengths. The reference is the policy moved by a shift per solution plus a ripple over
    its tokens; a positive shift makes the ratio exceed 1. Signs and shifts put one solution beyond each side of the
    clip with its gradient cut, one inside the range, one outside whose gradient is NOT cut, and one with advantage 0
    far outside, which must count nowhere but in the mean ratio. The tokens are random, kept because some gradient
    also survives the clip in the second step, at every level, with all ratios well away from the clip's edges.
    """
    plan = (
        # prompt, completion, advantage, shift
        ([25, 1, 30, 18], [16, 39], 1.25, 0.23),  # ratio high, pushed up: cut
        ([9, 4, 3], [28, 12, 27, 22, 20, 23, 39], -0.75, -0.33),  # ratio low, pushed down: cut
        ([20, 10, 31, 12, 2, 17], [27, 14, 37, 5], 0.5, 0.02),  # inside the range; ends without eos
        ([4, 33, 0, 1, 30], [25, 12, 6], -1.5, 0.23),  # ratio high, pushed down: not cut; ends without eos
        ([34, 37, 15, 31], [22, 12, 11, 27, 34, 32, 27, 16, 39], 0.0, 0.3),  # no signal at all
    )
    batch = []
    for i, (prompt, completion, advantage, shift) in enumerate(plan):
        solution = {"prompt": prompt, "completion": completion, "advantage": advantage}
        policy = completion_log_probs(solution, w, config).tolist()
        ripple = [0.25 * math.cos(2.4 * t + 1.1 * i) for t in range(len(completion))]
        centre = sum(ripple) / len(ripple)
        solution["policyLogProbs"] = policy
        solution["refLogProbs"] = [as_float32(p - shift - (x - centre)) for p, x in zip(policy, ripple)]
        assert max(solution["refLogProbs"]) < 0, "log-probs must be negative"
        batch.append(solution)
    return batch


def as_float32(value):
    """Nearest float, so that a float32 reader starts from exactly the reference's input."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


# ----------------------------------------------------------------------------------------------------------- the steps


def trainable(weights):
    return {name: value.detach().clone().requires_grad_() for name, value in weights.items()}


def gradient_norm(w):
    return math.sqrt(sum(float((p.grad.double() ** 2).sum()) for p in w.values()))


def entries(tensors, indices):
    """The recorded entries of each tensor, by flat row-major index."""
    return {name: [float(tensors[name].reshape(-1)[i]) for i in indices[name]] for name in indices}


def two_steps(level, batch, weights, config, indices):
    w = trainable(weights)
    optimizer = torch.optim.AdamW(
        w.values(),
        lr=SETTINGS["learningRate"],
        betas=(SETTINGS["beta1"], SETTINGS["beta2"]),
        eps=SETTINGS["epsilon"],
        weight_decay=SETTINGS["weightDecay"],
    )
    steps = []
    for _ in range(2):
        optimizer.zero_grad()
        ratio, advantage = ratios_and_advantages(level, batch, w, config)
        loss = clipped_loss(ratio, advantage)
        loss.backward()
        step = {
            "loss": float(loss),
            "meanRatio": float(ratio.mean()),
            "clippedFraction": float(is_cut(ratio, advantage).double().mean()),
            "ratios": ratio.tolist(),
            "gradientNorm": gradient_norm(w),
            "gradients": entries({name: p.grad for name, p in w.items()}, indices),
        }
        check_conditioning(step, w, first=not steps)
        torch.nn.utils.clip_grad_norm_(w.values(), SETTINGS["maxGradientNorm"])
        step["clippedGradients"] = entries({name: p.grad for name, p in w.items()}, indices)
        optimizer.step()
        step["weightsAfter"] = entries(w, indices)
        steps.append(step)
    return {"step1": steps[0], "step2": steps[1]}


def check_conditioning(step, w, first):
    """Refuses a fixture whose outcome would hang on rounding, or in which the norm clip does nothing."""
    for r in step["ratios"]:
        for edge in (1 - SETTINGS["clipRange"], 1 + SETTINGS["clipRange"]):
            assert abs(r - edge) > KINK_MARGIN, "ratio %.4f is too close to %.1f" % (r, edge)
    assert step["gradientNorm"] > 1.2 * SETTINGS["maxGradientNorm"], "the norm clip must bite"
    if first:
        # AdamW's first step is lr * sign(g) however small g is: a gradient within rounding of 0 would be a coin toss.
        smallest = min(float(p.grad.abs().min()) for p in w.values())
        assert smallest > 2e-6, "a gradient entry is only %.1e" % smallest


def cross_entropy_step(batch, weights, config, indices):
    w = trainable(weights)
    loss = cross_entropy(batch, w, config)
    loss.backward()
    gradients = entries({name: p.grad for name, p in w.items()}, indices)
    return {"loss": float(loss), "gradientNorm": gradient_norm(w), "gradients": gradients}


def spread_indices(shapes):
    """A handful of entries per tensor, by golden-ratio steps: distinct rows and columns, none on a diagonal."""
    indices = {}
    for name, shape in shapes.items():
        places = [(i + 1) * 0.618034 % 1 for i in range(ENTRIES_PER_TENSOR)]
        indices[name] = sorted(int(place * math.prod(shape)) for place in places)
        assert len(set(indices[name])) == ENTRIES_PER_TENSOR, name
    return indices


# ---------------------------------------------------------------------------------------------------------- the checks


def check_finite_differences(loss_of, gradients, weights, indices, per_tensor=2, h=1e-5):
    """Compares gradients with (loss(w+h) - loss(w-h)) / 2h in float64; returns how many entries and the worst error."""
    count, worst = 0, 0.0
    for name, flat in indices.items():
        for position in list(range(len(flat)))[1 :: len(flat) // per_tensor][:per_tensor]:
            losses = []
            for sign in (1, -1):
                moved = dict(weights)
                moved[name] = weights[name].clone()
                moved[name].view(-1)[flat[position]] += sign * h
                with torch.no_grad():
                    losses.append(float(loss_of(moved)))
            difference = (losses[0] - losses[1]) / (2 * h)
            error = abs(difference - gradients[name][position])
            assert error < 1e-7 + 1e-6 * abs(difference), (name, flat[position], difference, gradients[name][position])
            count, worst = count + 1, max(worst, error)
    assert count >= 20, count
    return count, worst


def check_adam_by_hand(level, weights):
    """Repeats both AdamW updates of the recorded entries from the recorded gradients with scalar arithmetic."""
    s = SETTINGS
    for name in level["step1"]["gradients"]:
        for i, start in enumerate(weights[name]):
            w, m, v = start, 0.0, 0.0
            for t in (1, 2):
                step = level["step%d" % t]
                g = step["gradients"][name][i] * s["maxGradientNorm"] / (step["gradientNorm"] + 1e-6)
                assert abs(g - step["clippedGradients"][name][i]) < 1e-12
                m = s["beta1"] * m + (1 - s["beta1"]) * g
                v = s["beta2"] * v + (1 - s["beta2"]) * g * g
                m_hat, v_hat = m / (1 - s["beta1"] ** t), v / (1 - s["beta2"] ** t)
                w -= s["learningRate"] * s["weightDecay"] * w  # decoupled: before and beside the moments
                w -= s["learningRate"] * m_hat / (math.sqrt(v_hat) + s["epsilon"])
                assert abs(w - step["weightsAfter"][name][i]) < 1e-12, (name, i, t)


def check_coverage(levels):
    """Each sequence level must have both clipped sides, an uncut ratio outside the range and one inside it."""
    for level in ("SEQUENCE_SUM", "SEQUENCE_MEAN"):
        r = levels[level]["step1"]["ratios"]
        assert r[0] > 1.2 and r[1] < 0.8 and 0.8 < r[2] < 1.2 and r[3] > 1.2 and r[4] > 1.2, (level, r)
        assert levels[level]["step1"]["clippedFraction"] == 2 / 5, level
    assert 0.1 < levels["TOKEN"]["step1"]["clippedFraction"] < 0.9


def worst_error(exact, rounded):
    """Largest |rounded - exact| / max(1, |exact|) over two equally shaped trees of numbers."""
    if isinstance(exact, dict):
        return max(worst_error(exact[key], rounded[key]) for key in exact)
    if isinstance(exact, list):
        return max(worst_error(a, b) for a, b in zip(exact, rounded))
    return abs(exact - rounded) / max(1.0, abs(exact))


def check_float32(golden, batch, indices, path):
    """Runs all of it again in float32: a tenth of each tolerance must be enough."""
    w = read_safetensors(path, torch.float32)
    error = dict.fromkeys(TOLERANCE, 0.0)

    def note(kind, exact, rounded):
        error[kind] = max(error[kind], worst_error(exact, rounded))

    def note_gradients(exact, rounded, suffix=""):
        note("gradient" + suffix, exact["gradients"], rounded["gradients"])
        note("gradientNorm" + suffix, exact["gradientNorm"], rounded["gradientNorm"])

    for solution in batch:
        note("logProbs", solution["policyLogProbs"], completion_log_probs(solution, w, CONFIG).tolist())
    for level in LEVELS:
        exact, rounded = golden["levels"][level], two_steps(level, batch, w, CONFIG, indices)
        for key in ("loss", "meanRatio", "ratios"):
            note("lossAndRatio", exact["step1"][key], rounded["step1"][key])
            note("lossAndRatioInStep2", exact["step2"][key], rounded["step2"][key])
        for t in ("1", "2"):
            step = "step" + t
            assert exact[step]["clippedFraction"] == rounded[step]["clippedFraction"], (level, step)
            note("weightAfterStep" + t, exact[step]["weightsAfter"], rounded[step]["weightsAfter"])
        note_gradients(exact["step1"], rounded["step1"])
        note_gradients(exact["step2"], rounded["step2"], "InStep2")
    exact, rounded = golden["crossEntropy"], cross_entropy_step(batch, w, CONFIG, indices)
    note("lossAndRatio", exact["loss"], rounded["loss"])
    note_gradients(exact, rounded)
    for kind in TOLERANCE:
        print("float32 error of %-20s %.1e  (tolerance %.0e)" % (kind, error[kind], TOLERANCE[kind]))
        assert error[kind] < TOLERANCE[kind] / 10, kind


def check_decoder(directory):
    """The decoder against somebody else's logits and gradients."""
    with open(os.path.join(directory, "config.json"), encoding="utf-8") as file:
        config = json.load(file)
    with open(os.path.join(directory, "golden.json"), encoding="utf-8") as file:
        golden = json.load(file)
    w = read_safetensors(os.path.join(directory, "model.safetensors"), torch.float64)
    expected = torch.tensor(golden["prompt_logits_all_positions"], dtype=torch.float64)
    error = float((decode(golden["prompt_ids"], w, config) - expected).abs().max())
    print("largest logit difference %.1e" % error)
    assert error < 1e-5  # the other side is printed with seven digits
    if "scored_ids" in golden:
        ids = golden["scored_ids"]
        w = trainable(w)
        loss = cross_entropy([{"prompt": ids[:1], "completion": ids[1:]}], w, config)
        loss.backward()
        print("mean loss difference %.1e" % abs(float(loss) - golden["scored_mean_nll"]))
        assert abs(float(loss) - golden["scored_mean_nll"]) < 1e-9
        for entry in golden.get("grads_f64_central_diff", []):
            value = float(w[entry["param"]].grad[tuple(entry["index"])])
            print("gradient difference %.1e of %.1e" % (abs(value - entry["grad"]), entry["grad"]))
            assert abs(value - entry["grad"]) < 1e-6


# ---------------------------------------------------------------------------------------------------------- the output


def render(value, indent=""):
    """JSON with ten significant digits, one line per list of numbers."""
    if isinstance(value, dict):
        inner = indent + " "
        rows = ["%s%s: %s" % (inner, json.dumps(key), render(item, inner)) for key, item in value.items()]
        return "{\n" + ",\n".join(rows) + "\n" + indent + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        inner = indent + " "
        return "[\n" + ",\n".join(inner + render(item, inner) for item in value) + "\n" + indent + "]"
    if isinstance(value, list):
        return "[" + ", ".join(render(item) for item in value) + "]"
    if isinstance(value, float):
        return json.dumps(float("%.10g" % value))
    return json.dumps(value)


NOTE = (
    "One complete training step, made by make_golden_step.py (beside this file) with plain PyTorch in float64 from the"
    " float32 weights in model/: solutions scored one at a time, without padding, at temperature 1. Gradients agree"
    " with central finite differences, AdamW with scalar arithmetic. 'indices' are flat row-major positions in each"
    " tensor; every list under a tensor's name holds those entries in that order. TOKEN ratios run over the completion"
    " tokens solution by solution. A linear weight is (out, in); the embedding is also the output head and appears,"
    " like in the gradient norm, once, with both gradients summed. 'gradients' are before clip_grad_norm_"
    " (g * min(1, max / (norm + 1e-6))), 'clippedGradients' after it; step 2 repeats forward and backward on the same"
    " batch and keeps the AdamW moments. All tensors decay. 'tolerance' bounds |actual - golden| / max(1, |golden|)"
    " for a float32 implementation; PyTorch's own float32 stays within a tenth of it."
)


def main():
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    directory = os.path.join(HERE, "model")
    weights_file = os.path.join(directory, "model.safetensors")
    os.makedirs(directory, exist_ok=True)
    write_json(os.path.join(directory, "config.json"), CONFIG)
    write_tokenizer(directory, CONFIG)
    write_safetensors(weights_file, random_weights(CONFIG, random.Random(SEED)))

    weights = read_safetensors(weights_file, torch.float64)  # what a reader of the file sees, rounding included
    shapes = parameter_shapes(CONFIG)
    indices = spread_indices(shapes)
    batch = make_batch(weights, CONFIG)
    golden = {
        "note": NOTE,
        "tolerance": TOLERANCE,
        "settings": SETTINGS,
        "batch": batch,
        "shapes": {name: list(shape) for name, shape in shapes.items()},
        "indices": indices,
        "weights": entries(weights, indices),
        "crossEntropy": cross_entropy_step(batch, weights, CONFIG, indices),
        "levels": {level: two_steps(level, batch, weights, CONFIG, indices) for level in LEVELS},
    }

    def report(name, result):
        print("finite differences, %s: %d entries, worst error %.1e" % ((name,) + result))

    for level in LEVELS:
        loss_of = lambda w: clipped_loss(*ratios_and_advantages(level, batch, w, CONFIG))
        gradients = golden["levels"][level]["step1"]["gradients"]
        report(level, check_finite_differences(loss_of, gradients, weights, indices))
        check_adam_by_hand(golden["levels"][level], golden["weights"])
    loss_of = lambda w: cross_entropy(batch, w, CONFIG)
    report("cross-entropy", check_finite_differences(loss_of, golden["crossEntropy"]["gradients"], weights, indices))
    check_coverage(golden["levels"])
    check_float32(golden, batch, indices, weights_file)

    with open(os.path.join(HERE, "golden_step.json"), "w", encoding="utf-8", newline="\n") as file:
        file.write(render(golden) + "\n")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--check-decoder":
        check_decoder(sys.argv[2])
    elif len(sys.argv) == 1:
        main()
    else:
        sys.exit(__doc__)
