# What packed_linear.py has, where libtorch was built without oneDNN.


def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, weight, bias)


def can_pack(dtype: int) -> bool:
    return False


def pack(weight: Tensor, dtype: int, agreed: List[int]) -> Tensor:
    return weight


def product(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, weight, bias)


def weight_gradient(dy: Tensor, x: Tensor) -> Tensor:
    return torch.mm(dy.t(), x)
