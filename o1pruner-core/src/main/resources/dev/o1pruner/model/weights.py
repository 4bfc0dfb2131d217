# Weights between files and libtorch, a piece at a time, so that no weight exists twice. bfloat16,
# which DJL can't hold, comes and goes widened to float32.


class Weights(Module):
    __parameters__ = []
    __buffers__ = []
    training : bool

    def forward(self, x: Tensor) -> Tensor:
        return x

    # An array of these sizes with nothing in it yet. Recorded, since the results of an inference
    # call could not be trained.
    def allocate(self, sizes: Tensor, dtype: Tensor) -> Tensor:
        size = annotate(List[int], [])
        for i in range(sizes.numel()):
            size.append(int(sizes[i]))
        return torch.empty(size, dtype=int(dtype))

    # Puts values into the places of w from begin on, converting them.
    def fill(self, w: Tensor, begin: int, values: Tensor) -> int:
        w.detach().view(-1).narrow(0, begin, values.numel()).copy_(values.detach().view(-1))
        return values.numel()

    # Count values of x from begin on, rounded to dtype.
    def piece(self, x: Tensor, begin: int, count: int, dtype: int) -> Tensor:
        rounded = x.detach().view(-1).narrow(0, begin, count).to(dtype)
        if dtype == 15:
            rounded = rounded.float()
        return rounded.contiguous()
