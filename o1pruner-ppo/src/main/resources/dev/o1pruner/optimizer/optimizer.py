# What an optimizer does to lists of arrays. Every list that changes is an argument: in-place
# operations on a list built inside the script can be removed as dead code.
# dtype codes: 3 int32, 4 int64, 5 float16 (here only the bits of a bfloat16), 6 float32,
# 15 bfloat16.


# Bits as another type of the same width. A copy: scripts have no such view.
def bits(x: Tensor, dtype: int) -> Tensor:
    return torch.view_copy(x, dtype=dtype)


# Stores bfloat16 numbers, as float16 of the same bits in arrays that DJL has to handle.
def store(target: Tensor, numbers: Tensor) -> int:
    if target.dtype == 5:
        target.copy_(__torch__.bits(numbers, 5))
    else:
        target.copy_(numbers)
    return 1


# 16 random bits for each place from start to end: a hash of the place and the key, with the
# multipliers of Wellons' hash prospector that keep every product within 63 bits.
def noise(start: int, end: int, key: int, like: Tensor) -> Tensor:
    x = torch.bitwise_xor(torch.arange(start, end, dtype=4, device=like.device), key)
    x = torch.bitwise_xor(x, torch.bitwise_right_shift(x, 16))
    x = torch.bitwise_and(x * 569420461, 4294967295)
    x = torch.bitwise_xor(x, torch.bitwise_right_shift(x, 15))
    x = torch.bitwise_and(x * 1935289751, 4294967295)
    return torch.bitwise_right_shift(torch.bitwise_xor(x, torch.bitwise_right_shift(x, 15)), 16).to(3)


class Optimizer(Module):
    __parameters__ = []
    __buffers__ = []
    training : bool
    chunk : int

    def forward(self, x: Tensor) -> Tensor:
        return x

    # torch.nn.utils.clip_grad_norm_: scales gradients whose global norm exceeds max_norm.
    # Returns the norm before that.
    def clip(self, grads: List[Tensor], max_norm: float) -> Tensor:
        norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(grads)))
        torch._foreach_mul_(grads, torch.clamp(max_norm / (norm + 1e-6), max=1.0))
        return norm

    def zero(self, grads: List[Tensor]) -> int:
        torch._foreach_zero_(grads)
        return len(grads)

    # Counts a step; steps is a float32 scalar.
    def count(self, steps: Tensor) -> int:
        steps.add_(1)
        return 1

    # ---- the rules, on float32 arrays; steps counts the step that is being taken

    def adamw(self, w: List[Tensor], grads: List[Tensor], first: List[Tensor], second: List[Tensor], steps: Tensor, lr: float, beta1: float, beta2: float, eps: float, weight_decay: float) -> int:
        counts: List[Tensor] = []
        for x in w:
            counts.append(steps)
        torch._fused_adamw_(w, grads, first, second, [], counts, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False)
        return len(w)

    # Each weight is cut into as many equal blocks as its second moment (blocks, 1) has rows.
    def adam_mini(self, w: List[Tensor], grads: List[Tensor], first: List[Tensor], second: List[Tensor], steps: Tensor, lr: float, beta1: float, beta2: float, eps: float, weight_decay: float) -> int:
        t = float(steps)
        correction1 = 1.0 - beta1 ** t
        correction2 = (1.0 - beta2 ** t) ** 0.5
        for i in range(len(w)):
            v = second[i]
            x = w[i].detach().view(v.size(0), -1)
            g = grads[i].view(v.size(0), -1)
            m = first[i].view(v.size(0), -1)
            squares = torch.linalg_vector_norm(g, 2, [1], True).square()
            v.mul_(beta2).add_(squares, alpha=(1.0 - beta2) / g.size(1))
            m.lerp_(g, 1.0 - beta1)
            if weight_decay > 0.0 and w[i].dim() > 1:
                x.mul_(1.0 - lr * weight_decay)
            x.addcmul_(m, torch.reciprocal(v.sqrt() / correction2 + eps), value=-lr / correction1)
        return len(w)

    # torch.optim.SGD: decay is added to the gradient.
    def sgd(self, w: List[Tensor], grads: List[Tensor], lr: float, weight_decay: float) -> int:
        if weight_decay > 0.0:
            torch._foreach_add_(grads, w, alpha=weight_decay)
        torch._foreach_add_(w, grads, alpha=-lr)
        return len(w)

    def sgd_momentum(self, w: List[Tensor], grads: List[Tensor], momentum: List[Tensor], lr: float, decay: float, weight_decay: float) -> int:
        if weight_decay > 0.0:
            torch._foreach_add_(grads, w, alpha=weight_decay)
        torch._foreach_mul_(momentum, decay)
        torch._foreach_add_(momentum, grads)
        torch._foreach_add_(w, momentum, alpha=-lr)
        return len(w)

    # ---- between 16 and 32 bits

    # A float32 copy.
    def widen(self, x: Tensor) -> Tensor:
        if x.dtype == 5:
            return __torch__.bits(x, 15).to(6)
        return x.detach().to(6)

    # Copies values, rounding to nearest where the target is narrower.
    def assign(self, target: Tensor, values: Tensor) -> int:
        target.detach().copy_(values.detach())
        return 1

    # Rounds float32 values up or down at random, so that the mean is the value: 16 random bits are
    # added to the 16 that bfloat16 lacks, then those are cut off. In chunks: the noise is 8 bytes
    # a number.
    def round_stochastic(self, target: Tensor, values: Tensor, key: int) -> int:
        out = target.detach().view(-1)
        source = values.view(-1)
        n = source.size(0)
        for start in range(0, n, self.chunk):
            end = min(start + self.chunk, n)
            sum = __torch__.bits(source.narrow(0, start, end - start), 3) + __torch__.noise(start, end, key, source)
            cut = __torch__.bits(torch.bitwise_and(sum, -65536), 6)
            __torch__.store(out.narrow(0, start, end - start), cut.to(15))
        return n
