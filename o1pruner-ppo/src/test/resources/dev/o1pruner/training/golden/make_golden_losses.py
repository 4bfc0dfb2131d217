#!/usr/bin/env python3
"""Golden fixture of one training step by each further loss, made without any of the library's own code.

The model, the batch, the optimizer and the checks are those of make_golden_step.py, which must lie beside this file;
so must the model it wrote. Everything is computed in float64, solutions one at a time and unpadded.

Run (writes golden_losses.json beside this file, the same bytes each time):

    OMP_NUM_THREADS=1 python3 -B make_golden_losses.py

The batch has five solutions. 'refLogProbs' are those of golden_step.json; 'samplerLogProbs' lie between them and the
policy's, so that the model that drew the solutions and the reference are two. With N = tokens of a solution, B = 5:

    GRPO     -1/B sum_i 1/N_i sum_t (min(r A, clip(r, .8, 1.2) A) - .04 k3),  r = exp(logp - sampler),
             k3 = exp(ref - logp) - (ref - logp) - 1
    DR_GRPO  -1/B sum_i 1/16 sum_t min(r A, clip(r, .8, 1.2) A)
    DAPO     -1/(sum N) sum_i sum_t min(r A, clip(r, .8, 1.28) A)
    GSPO     -1/B sum_i min(s A, clip(s, 1 - 3e-4, 1 + 4e-4) A),  s = exp(mean_t(logp - sampler))
    RLOO     -1/B sum_i A sum_t logp
    DPO      -1/2 sum over pairs of log sigmoid(.1 (sum_t(logp - ref)(chosen) - sum_t(logp - ref)(rejected)))
    SIMPO    -1/2 sum over pairs of log sigmoid(2 mean_t logp(chosen) - 2 mean_t logp(rejected) - 1)

The two pairs are solutions 0 over 1 and 2 over 3.
"""

import os

import torch

import make_golden_step as base

CONSTANT_LENGTH = 16
PAIRS = ((0, 1), (2, 3))

# Bounds on |float32 - golden| / max(1, |golden|), as in make_golden_step.py.
TOLERANCE = {"loss": 2e-5, "gradientNorm": 5e-5, "gradients": 5e-5, "weightsAfter": 1e-5}


def logs(solution, w, kind=None):
    policy = base.completion_log_probs(solution, w, base.CONFIG)
    return policy if kind is None else torch.tensor(solution[kind], dtype=policy.dtype)


def token_terms(solution, w, low, high):
    ratio = (logs(solution, w) - logs(solution, w, "samplerLogProbs")).exp()
    for edge in (1 - low, 1 + high):
        assert float((ratio - edge).abs().min()) > 1e-4, "a ratio is too close to a kink"
    advantage = solution["advantage"]
    return torch.minimum(ratio * advantage, ratio.clamp(1 - low, 1 + high) * advantage)


def grpo(batch, w):
    total = 0
    for solution in batch:
        lower = logs(solution, w, "refLogProbs") - logs(solution, w)
        k3 = lower.exp() - lower - 1
        total = total + (token_terms(solution, w, 0.2, 0.2) - 0.04 * k3).mean()
    return -total / len(batch)


def dr_grpo(batch, w):
    return -sum(token_terms(s, w, 0.2, 0.2).sum() / CONSTANT_LENGTH for s in batch) / len(batch)


def dapo(batch, w):
    return -torch.cat([token_terms(s, w, 0.2, 0.28) for s in batch]).mean()


def gspo(batch, w):
    terms = []
    for s in batch:
        ratio = (logs(s, w) - logs(s, w, "samplerLogProbs")).mean().exp()
        terms.append(torch.minimum(ratio * s["advantage"], ratio.clamp(1 - 3e-4, 1 + 4e-4) * s["advantage"]))
    return -torch.stack(terms).mean()


def rloo(batch, w):
    return -sum(s["advantage"] * logs(s, w).sum() for s in batch) / len(batch)


def preference(batch, w, score, margin):
    losses = [
        -torch.nn.functional.logsigmoid(score(batch[c], w) - score(batch[r], w) - margin) for c, r in PAIRS
    ]
    return torch.stack(losses).mean()


def dpo(batch, w):
    return preference(batch, w, lambda s, w: 0.1 * (logs(s, w) - logs(s, w, "refLogProbs")).sum(), 0)


def simpo(batch, w):
    return preference(batch, w, lambda s, w: 2 * logs(s, w).mean(), 1)


LOSSES = {"GRPO": grpo, "DR_GRPO": dr_grpo, "DAPO": dapo, "GSPO": gspo, "RLOO": rloo, "DPO": dpo, "SIMPO": simpo}


def one_step(loss_of, batch, weights, indices):
    w = base.trainable(weights)
    s = base.SETTINGS
    optimizer = torch.optim.AdamW(
        w.values(), lr=s["learningRate"], betas=(s["beta1"], s["beta2"]), eps=s["epsilon"],
        weight_decay=s["weightDecay"])
    loss = loss_of(batch, w)
    loss.backward()
    result = {
        "loss": float(loss),
        "gradientNorm": base.gradient_norm(w),
        "gradients": base.entries({name: p.grad for name, p in w.items()}, indices),
    }
    torch.nn.utils.clip_grad_norm_(w.values(), s["maxGradientNorm"])
    optimizer.step()
    result["weightsAfter"] = base.entries(w, indices)
    return result


def main():
    torch.manual_seed(base.SEED)
    torch.set_num_threads(1)
    path = os.path.join(base.HERE, "model", "model.safetensors")
    weights = base.read_safetensors(path, torch.float64)
    indices = base.spread_indices(base.parameter_shapes(base.CONFIG))
    batch = base.make_batch(weights, base.CONFIG)
    for i, solution in enumerate(batch):
        # between reference and policy: neither one nor the other
        solution["samplerLogProbs"] = [
            base.as_float32(p + 0.6 * (r - p) - 0.04)
            for p, r in zip(solution["policyLogProbs"], solution["refLogProbs"])
        ]
    golden = {"settings": base.SETTINGS, "batch": batch, "pairs": [list(pair) for pair in PAIRS],
              "constantLength": CONSTANT_LENGTH, "indices": indices, "losses": {}}
    single = base.read_safetensors(path, torch.float32)
    for name, loss_of in LOSSES.items():
        step = one_step(loss_of, batch, weights, indices)
        golden["losses"][name] = step
        checked = base.check_finite_differences(lambda w: loss_of(batch, w), step["gradients"], weights, indices)
        print("finite differences, %s: %d entries, worst error %.1e" % ((name,) + checked))
        rounded = one_step(loss_of, batch, single, indices)
        for key in ("loss", "gradientNorm", "gradients", "weightsAfter"):
            error = base.worst_error(step[key], rounded[key])
            print("  float32 error of %-12s %.1e" % (key, error))
            assert error < TOLERANCE[key] / 10, (name, key)
    with open(os.path.join(base.HERE, "golden_losses.json"), "w", encoding="utf-8", newline="\n") as file:
        file.write(base.render(golden) + "\n")


if __name__ == "__main__":
    main()
