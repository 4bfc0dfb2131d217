# Products by oneDNN: with matrices that it packed into blocks once, and with plain ones. None has a
# gradient.


# x (.., I) through a matrix (O, I), which may be packed and then of another dtype than x.
def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    if not weight.is_mkldnn:
        return __torch__.product(x, weight, bias)
    if bias is not None:
        bias = bias.to(weight.dtype)
    scalars: List[Optional[number]] = []
    return ops.mkldnn._linear_pointwise(x.to(weight.dtype), weight, bias, "none", scalars, "").to(x.dtype)


def can_pack(dtype: int) -> bool:
    if dtype == 15:
        return ops.mkldnn._is_mkldnn_bf16_supported()
    return dtype == 6


# Blocks for one row serve more rows too, without a rearrangement at each product. oneDNN of libtorch
# 2.7.1 gives wrong products of some sizes (32-bit floats, outputs no multiple of 64): a packed
# matrix that doesn't agree with the plain one in trials with few and many rows stays plain. One of
# sizes that agreed, which are added to agreed, isn't tried again.
def pack(weight: Tensor, dtype: int, agreed: List[int]) -> Tensor:
    plain = weight.detach().to(dtype)
    packed = ops.mkldnn._reorder_linear_weight(plain, 1)
    sizes = plain.size(0) * 4294967296 + plain.size(1)
    if sizes in agreed:
        return packed
    tolerance = 0.02 if dtype == 15 else 0.0001
    for rows in [1, 7, 64]:
        x = torch.linspace(-1.0, 1.0, rows * plain.size(1)).view(rows, plain.size(1)).to(dtype)
        expected = torch.linear(x, plain).float()
        off = (__torch__.linear(x, packed, None).float() - expected).abs().max()
        if not bool(off <= expected.abs().max() * tolerance):
            return weight
    agreed.append(sizes)
    return packed


# x (.., I) through a plain matrix (O, I). With many rows oneDNN's product of 32-bit floats takes half
# the time of the one that torch.linear takes; with few, it would arrange the matrix for too little.
def product(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    if x.dtype != 6 or weight.dtype != 6 or x.numel() < 64 * x.size(-1):
        return torch.linear(x, weight, bias)
    scalars: List[Optional[number]] = []
    return ops.mkldnn._linear_pointwise(x, weight, bias, "none", scalars, "")


# The gradient (O, I) of a matrix: dy' x, of dy (N, O) and x (N, I).
def weight_gradient(dy: Tensor, x: Tensor) -> Tensor:
    if dy.dtype != 6 or x.dtype != 6 or dy.size(0) < 64:
        return torch.mm(dy.t(), x)
    if dy.size(1) <= x.size(1):
        return __torch__.product(dy.t(), x.t(), None)
    # where dy is the wider one, without transposing it first
    gradient, none = torch.mkldnn_linear_backward_weights(dy.to_mkldnn(), x.to_mkldnn(), dy, False)
    return gradient
