# What a step of decoding or scoring is made of, one call each.
class Kernels(Module):
    __parameters__ = []
    __buffers__ = []
    training : bool

    def matrix(self, rows: int, columns: int, dtype: int) -> Tensor:
        return torch.rand([rows, columns]).to(dtype)

    def packed(self, weight: Tensor, dtype: int) -> Tensor:
        return __torch__.pack(weight, dtype, annotate(List[int], []))

    def product(self, x: Tensor, weight: Tensor) -> Tensor:
        return __torch__.linear(x, weight, None)

    # Logits as a softmax of so many likely tokens has them: the others hardly count.
    def logits(self, rows: int, vocabulary: int, likely: int) -> Tensor:
        z = torch.randn([rows, vocabulary])
        z.narrow(1, 0, likely).add_(16.0)
        return z

    def choose(self, logits: Tensor, u: Tensor, top_k: int, top_p: float) -> Tensor:
        return __torch__.choose(logits, u, 1.0, top_k, top_p)

    # The log-sum-exps of the logits of h (N, D), so many columns at once.
    def log_sum_exps(self, h: Tensor, head: Tensor, width: int) -> Tensor:
        lse = torch.full([h.size(0)], -1e30)
        for start in range(0, head.size(0), width):
            z = __torch__.product(h, head.narrow(0, start, min(width, head.size(0) - start)), None)
            lse = torch.logaddexp(lse, torch.logsumexp(z, -1))
        return lse
