# What packed_linear.py has, where libtorch was built without oneDNN.


def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, weight, bias)


def can_pack(dtype: int) -> bool:
    return False


def pack(weight: Tensor, dtype: int, agreed: List[int]) -> Tensor:
    return weight
