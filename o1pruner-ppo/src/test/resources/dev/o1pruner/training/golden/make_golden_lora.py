#!/usr/bin/env python3
"""Golden fixture of two training steps of a low-rank adapter, made without any of the library's own code.

The decoder and the losses are those of make_golden_step.py beside this file: plain PyTorch in float64, one unpadded
solution at a time. The adapter enters as the product the library never forms: every adapted matrix is replaced by
W + alpha / rank * B A, and autograd carries the gradient through that product to A and B. The base weights are those of
model/, frozen.

Run (writes adapter/ and golden_lora.json beside this file; the same bytes each time; some seconds on one core):

    OMP_NUM_THREADS=1 python3 make_golden_lora.py

Needs Python 3 and PyTorch >= 1.13, nothing else. adapter/ is what PEFT's save_pretrained writes: adapter_config.json
and adapter_model.safetensors with A (rank, in) and B (out, rank) under base_model.model.<module>.lora_A.weight and
.lora_B.weight.
"""

import os
import random

import torch

import make_golden_step as base

SETTINGS = {
    "rank": 3,
    "alpha": 6.0,
    "targets": ["q_proj", "v_proj", "o_proj", "gate_proj", "down_proj"],
    "clipRange": base.SETTINGS["clipRange"],
    "maxGradientNorm": 0.5,
    "learningRate": 1e-2,
    "beta1": 0.9,
    "beta2": 0.95,
    "epsilon": 1e-3,  # above the rounding of gradients: below it a sign decides the step
    "weightDecay": 0.1,
}
SEED = 20250124
LEVEL = "SEQUENCE_MEAN"


def adapter_weights(weights, rng):
    """Both factors random, unlike a new adapter's, so that both have gradients in the first step."""
    tensors = {}
    for name, matrix in weights.items():
        module = name[: -len(".weight")]
        if module.split(".")[-1] in SETTINGS["targets"]:
            out, inner = matrix.shape
            for factor, shape in (("lora_A", (SETTINGS["rank"], inner)), ("lora_B", (out, SETTINGS["rank"]))):
                values = [rng.gauss(0.0, 0.15) for _ in range(shape[0] * shape[1])]
                tensors["base_model.model.%s.%s.weight" % (module, factor)] = (shape, values)
    return tensors


def merged(weights, adapter):
    """Every matrix with its product added."""
    scaling = SETTINGS["alpha"] / SETTINGS["rank"]
    result = {}
    for name, matrix in weights.items():
        module = "base_model.model." + name[: -len(".weight")]
        if module + ".lora_A.weight" in adapter:
            matrix = matrix + scaling * adapter[module + ".lora_B.weight"] @ adapter[module + ".lora_A.weight"]
        result[name] = matrix
    return result


def two_steps(batch, weights, start, indices):
    adapter = base.trainable(start)
    optimizer = torch.optim.AdamW(
        adapter.values(),
        lr=SETTINGS["learningRate"],
        betas=(SETTINGS["beta1"], SETTINGS["beta2"]),
        eps=SETTINGS["epsilon"],
        weight_decay=SETTINGS["weightDecay"],
    )
    steps = []
    for _ in range(2):
        optimizer.zero_grad()
        ratio, advantage = base.ratios_and_advantages(LEVEL, batch, merged(weights, adapter), base.CONFIG)
        loss = base.clipped_loss(ratio, advantage)
        loss.backward()
        for r in ratio.tolist():
            for edge in (1 - SETTINGS["clipRange"], 1 + SETTINGS["clipRange"]):
                assert abs(r - edge) > base.KINK_MARGIN, "ratio %.4f is too close to %.1f" % (r, edge)
        step = {
            "loss": float(loss),
            "meanRatio": float(ratio.mean()),
            "gradientNorm": base.gradient_norm(adapter),
            "gradients": base.entries({name: p.grad for name, p in adapter.items()}, indices),
        }
        torch.nn.utils.clip_grad_norm_(adapter.values(), SETTINGS["maxGradientNorm"])
        optimizer.step()
        step["weightsAfter"] = base.entries(adapter, indices)
        steps.append(step)
    return {"step1": steps[0], "step2": steps[1]}


def main():
    torch.set_num_threads(1)
    directory = os.path.join(base.HERE, "adapter")
    os.makedirs(directory, exist_ok=True)
    weights = base.read_safetensors(os.path.join(base.HERE, "model", "model.safetensors"), torch.float64)
    tensors = adapter_weights(weights, random.Random(SEED))
    file = os.path.join(directory, "adapter_model.safetensors")
    base.write_safetensors(file, tensors)
    config = {
        "alpha_pattern": {},
        "auto_mapping": None,
        "base_model_name_or_path": "model",
        "bias": "none",
        "fan_in_fan_out": False,
        "inference_mode": True,
        "init_lora_weights": True,
        "layers_pattern": None,
        "layers_to_transform": None,
        "lora_alpha": int(SETTINGS["alpha"]),
        "lora_dropout": 0.0,
        "modules_to_save": None,
        "peft_type": "LORA",
        "r": SETTINGS["rank"],
        "rank_pattern": {},
        "revision": None,
        "target_modules": sorted(SETTINGS["targets"]),
        "task_type": "CAUSAL_LM",
        "use_dora": False,
        "use_rslora": False,
    }
    base.write_json(os.path.join(directory, "adapter_config.json"), config)

    start = base.read_safetensors(file, torch.float64)  # what a reader of the file sees, rounding included
    indices = base.spread_indices({name: shape for name, (shape, _) in tensors.items()})
    batch = base.make_batch(merged(weights, start), base.CONFIG)
    golden = {
        "note": "Made by make_golden_lora.py beside this file: see there.",
        "settings": SETTINGS,
        "batch": batch,
        "indices": indices,
        "level": LEVEL,
    }
    golden.update(two_steps(batch, weights, start, indices))

    def loss_of(adapter):
        return base.clipped_loss(*base.ratios_and_advantages(LEVEL, batch, merged(weights, adapter), base.CONFIG))

    result = base.check_finite_differences(loss_of, golden["step1"]["gradients"], start, indices)
    print("finite differences: %d entries, worst error %.1e" % result)
    with open(os.path.join(base.HERE, "golden_lora.json"), "w", encoding="utf-8", newline="\n") as output:
        output.write(base.render(golden) + "\n")


if __name__ == "__main__":
    main()
