# What this machine can do at most: a product, and a copy, each repeated.
class Limits(Module):
    __parameters__ = []
    __buffers__ = []
    training : bool

    def matrix(self, rows: int, columns: int) -> Tensor:
        return torch.rand([rows, columns])

    # The product that libtorch takes for torch.linear; c is used, or nothing would be computed.
    def product(self, a: Tensor, b: Tensor, times: int) -> Tensor:
        c = torch.zeros_like(a)
        for i in range(times):
            torch.mm(a, b, out=c)
        return c

    # By the packed product that decoding takes; the sum is used, or nothing would be computed.
    def packed_product(self, a: Tensor, b: Tensor, times: int) -> Tensor:
        packed = __torch__.pack(b, 6, annotate(List[int], []))
        c = torch.zeros_like(a)
        for i in range(times):
            c = c + __torch__.linear(a, packed, None)
        return c

    def copy(self, a: Tensor, b: Tensor, times: int) -> int:
        for i in range(times):
            b.copy_(a)
        return times
