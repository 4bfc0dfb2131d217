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


# Blocks for one row serve more rows too, without a rearrangement at each product.
def pack(weight: Tensor, dtype: int) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(weight.detach().to(dtype), 1)
