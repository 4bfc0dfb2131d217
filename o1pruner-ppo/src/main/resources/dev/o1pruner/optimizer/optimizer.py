# What an optimizer does to lists of arrays. Every list is an argument: in-place operations on a
# list built inside the script can be removed as dead code.


class Optimizer(Module):
    __parameters__ = []
    __buffers__ = []
    training : bool

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

    # steps holds one float32 scalar per weight: the number of steps taken.
    def adamw(self, w: List[Tensor], grads: List[Tensor], first: List[Tensor], second: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, eps: float, weight_decay: float) -> int:
        torch._foreach_add_(steps, 1)
        torch._fused_adamw_(w, grads, first, second, [], steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False)
        return len(w)
