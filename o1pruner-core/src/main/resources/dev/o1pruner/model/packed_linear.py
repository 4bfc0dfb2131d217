# Products with matrices that oneDNN packed into blocks once: with few rows, faster than the plain ones.


# x (.., I) through a matrix (O, I), which may be packed and then of another dtype than x.
def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    if not weight.is_mkldnn:
        return torch.linear(x, weight, bias)
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
# matrix that doesn't agree with the plain one in a trial stays plain.
def pack(weight: Tensor, dtype: int) -> Tensor:
    plain = weight.detach().to(dtype)
    packed = ops.mkldnn._reorder_linear_weight(plain, 1)
    x = torch.linspace(-1.0, 1.0, plain.size(1), dtype=dtype).unsqueeze(0)
    expected = torch.linear(x, plain).float()
    off = (__torch__.linear(x, packed, None).float() - expected).abs().max()
    if bool(off <= expected.abs().max() * 0.02):
        return packed
    return weight
