# What language_model.py and packed_linear.py compute, beside the definitions.
class Trials(Module):
    __parameters__ = []
    __buffers__ = []
    training : bool

    # Logits (rows, tokens), normal with a deviation: the larger, the fewer tokens reach top_p.
    def logits(self, rows: int, tokens: int, deviation: float) -> Tensor:
        return torch.randn([rows, tokens]) * deviation

    def choose(self, logits: Tensor, u: Tensor, temperature: float, top_k: int, top_p: float) -> Tensor:
        return __torch__.choose(logits, u, temperature, top_k, top_p)

    # By the definitions: all tokens in order, the first top_k of them, renormalized, the smallest
    # set that reaches top_p, and the first whose cumulative weight exceeds u times the total.
    def defined(self, logits: Tensor, u: Tensor, temperature: float, top_k: int, top_p: float) -> Tensor:
        p, order = torch.sort(torch.softmax(logits.double() / temperature, -1), -1, True)
        if top_k > 0:
            p = p.narrow(-1, 0, min(top_k, p.size(-1)))
            p = p / p.sum(-1, True)
        p = p * ((p.cumsum(-1) - p) < top_p)
        c = p.cumsum(-1)
        reached = (c <= u.double().unsqueeze(-1) * c.narrow(-1, c.size(-1) - 1, 1)).sum(-1, True)
        return order.gather(-1, reached).squeeze(-1)

    # The largest difference between products with a matrix as packed and in double precision.
    def off(self, rows: int, outputs: int, inputs: int, dtype: int) -> Tensor:
        w = torch.randn([outputs, inputs])
        x = torch.randn([rows, inputs])
        b = torch.randn([outputs])
        packed = w
        if __torch__.can_pack(dtype):
            packed = __torch__.pack(w, dtype, annotate(List[int], []))
        y = __torch__.linear(x, packed, b)
        return (y - torch.linear(x.double(), w.double(), b.double())).abs().max().float()
