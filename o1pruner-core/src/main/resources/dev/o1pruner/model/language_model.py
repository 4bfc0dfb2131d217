# A decoder-only language model (Qwen2, Qwen3, Llama, Mistral) as TorchScript source, run by libtorch.
#
# Java owns the weights and passes them in as one list; this script owns the arithmetic.
#   w = [embedding, layer 0, .., layer n-1, final norm, (head, unless tied), (adapter)]
#   layer = the weights this architecture has, stride of them
# What a layer may have is a module attribute: its place in the layer, or -1 if it has none.
#   adapter = per layer, per adapted matrix: [A (R, inputs), B (outputs, R)], float32; targets has a
#   bit for the place in the layer of each that is adapted
# Shapes: B solutions, T tokens, P scored positions of a solution, N tokens and M scored positions of
# all solutions, S slots, C cache positions, D hidden, H query heads, K key/value heads, E head size,
# V vocabulary, R rank of the adapter.
#   batch = [ids (B, T), places (N), positions (B, P), targets (B, P), spots (M)]: solutions are padded
#   on the right; places are those of the tokens among B*T, spots those of the targets among B*P, and
#   positions say which of the N tokens predicts each target. Only attention computes with padding.
# linear, product, weight_gradient, can_pack and pack: packed_linear.py, or plain_linear.py where
# libtorch has no such products. They have no gradient: backward is written by hand.
# dtype codes: 0 uint8, 4 int64, 5 float16, 6 float32, 11 bool, 15 bfloat16.


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


# One token per row of logits (S, V), by inverse transform of the uniform numbers u (S).
def choose(logits: Tensor, u: Tensor, temperature: float, top_k: int, top_p: float) -> Tensor:
    z = logits.float()
    if temperature <= 0.0:
        return torch.argmax(z, -1)
    p = torch.softmax(z / temperature, -1)
    if top_k > 0:
        likeliest, order = torch.topk(p, min(top_k, p.size(-1)), -1, True, True)
        return __torch__.nucleus(likeliest / likeliest.sum(-1, True), order, u, top_p)
    if top_p >= 1.0:
        return __torch__.invert(p, u)
    # few tokens mostly reach top_p: all are put in order only in the rows where they don't
    first = 256 if p.size(-1) > 1024 else p.size(-1)
    likeliest, order = torch.topk(p, first, -1, True, True)
    chosen = __torch__.nucleus(likeliest, order, u, top_p)
    rows = torch.nonzero(likeliest.sum(-1) < top_p).view(-1)
    if first < p.size(-1) and rows.size(0) > 0:
        p, order = torch.sort(p.index_select(0, rows), -1, True)
        chosen.index_copy_(0, rows, __torch__.nucleus(p, order, u.index_select(0, rows), top_p))
    return chosen


# One token per row from the smallest set that reaches top_p of the weights p (S, n) of the tokens
# order (S, n), likeliest first.
def nucleus(p: Tensor, order: Tensor, u: Tensor, top_p: float) -> Tensor:
    if top_p < 1.0:
        p = p * ((torch.cumsum(p, -1) - p) < top_p)
    return order.gather(-1, __torch__.invert(p, u).unsqueeze(-1)).squeeze(-1)


# The first index whose cumulative weight exceeds u times the total.
def invert(p: Tensor, u: Tensor) -> Tensor:
    c = torch.cumsum(p, -1)
    total = c.narrow(-1, c.size(-1) - 1, 1).contiguous()
    index = torch.searchsorted(c, u.unsqueeze(-1) * total, right=True)
    # rounding can leave the threshold at the total: then the token that reaches it
    return torch.minimum(index, torch.searchsorted(c, total)).squeeze(-1)


class LanguageModel(Module):
    __parameters__ = []
    __buffers__ = []
    training : bool
    layers : int
    heads : int
    kv_heads : int
    head_size : int
    norm_eps : float
    rope_frequencies : List[float]
    rope_scale : float
    window : int
    first_window_layer : int
    tied : bool
    block : int
    stride : int
    input_norm : int
    q : int
    k : int
    v : int
    o : int
    post_norm : int
    gate : int
    up : int
    down : int
    q_bias : int
    k_bias : int
    v_bias : int
    o_bias : int
    gate_bias : int
    up_bias : int
    down_bias : int
    q_norm : int
    k_norm : int
    targets : int
    adapted : int
    scaling : float
    dropout : float

    def forward(self, w: List[Tensor], ids: Tensor) -> Tensor:
        return self.logits(w, ids)

    # Rows of a weight with its adapter's product added, in the weight's dtype: W + s B A.
    def merged(self, weight: Tensor, a: Tensor, b: Tensor, first: int, rows: int) -> Tensor:
        plain = weight.detach().narrow(0, first, rows).float()
        return plain.addmm(b.detach().narrow(0, first, rows), a.detach(), alpha=self.scaling).to(weight.dtype)

    # ---- the layers

    # Where the head is: the embedding if tied.
    def head(self) -> int:
        if self.tied:
            return 0
        return self.final_norm() + 1

    def final_norm(self) -> int:
        return 1 + self.stride * self.layers

    # Where the adapter of a matrix of layer l starts.
    def adapter(self, l: int, matrix: int) -> int:
        before = self.adapted * l
        for other in range(matrix):
            before += (self.targets >> other) % 2
        start = self.final_norm() + 1
        if not self.tied:
            start += 1
        return start + 2 * before

    def norm(self, x: Tensor, weight: Tensor) -> Tensor:
        return torch.rms_norm(x.float(), [x.size(-1)], weight.float(), self.norm_eps).to(x.dtype)

    # Cosines and sines (.., 1, E/2) of positions (..), alike for every head.
    def rope(self, positions: Tensor, like: Tensor) -> Tuple[Tensor, Tensor]:
        frequencies = torch.tensor(self.rope_frequencies, dtype=6, device=like.device)
        angle = positions.float().view(-1, 1, 1) * frequencies
        return ((angle.cos() * self.rope_scale).to(like.dtype), (angle.sin() * self.rope_scale).to(like.dtype))

    # x through a matrix of the layer that starts at i, plus its bias if it has one.
    def project(self, x: Tensor, w: List[Tensor], i: int, matrix: int, bias: int, key: Optional[Tensor]) -> Tensor:
        return self.adapt(self.product(x, w, i, matrix, bias), x, w, i, matrix, key)

    def product(self, x: Tensor, w: List[Tensor], i: int, matrix: int, bias: int) -> Tensor:
        b: Optional[Tensor] = None
        if bias >= 0:
            b = w[i + bias]
        return __torch__.linear(x, w[i + matrix], b)

    # y = x W' plus what the adapter of the matrix adds. An adapter's product is never formed: x W' +
    # s (x A') B', the second part in the adapter's precision. A key means that dropout applies.
    def adapt(self, y: Tensor, x: Tensor, w: List[Tensor], i: int, matrix: int, key: Optional[Tensor]) -> Tensor:
        if (self.targets >> matrix) % 2 == 0:
            return y
        a = self.adapter((i - 1) // self.stride, matrix)
        z = x.to(w[a].dtype)
        s = self.scaling
        if key is not None and self.dropout > 0.0:
            z = self.drop(z, key, a)
            s = s / (1.0 - self.dropout)
        return (y + torch.linear(torch.linear(z, w[a]) * s, w[a + 1])).to(y.dtype)

    # x through matrices that have the same input. Decoding has them as one, in the first one's place.
    def projections(self, x: Tensor, w: List[Tensor], i: int, matrices: List[int], biases: List[int], sizes: List[int], key: Optional[Tensor]) -> List[Tensor]:
        out: List[Tensor] = []
        if w[i + matrices[1]].numel() == 0:
            out = torch.split_with_sizes(self.product(x, w, i, matrices[0], biases[0]), sizes, -1)
            for n in range(len(matrices)):
                out[n] = self.adapt(out[n], x, w, i, matrices[n], key)
        else:
            for n in range(len(matrices)):
                out.append(self.project(x, w, i, matrices[n], biases[n], key))
        return out

    # x with each number set to 0 with probability dropout. Which ones is a hash (the finalizer of
    # splitmix64) of key, salt and place: no generator has a state that a resumed run would have to
    # restore, and a recomputed layer drops the same ones.
    def drop(self, x: Tensor, key: Tensor, salt: int) -> Tensor:
        z = torch.arange(x.numel(), device=x.device).mul_(-7046029254386353131).add_(key + salt * -3335678366873096957)
        z = torch.bitwise_xor(z, torch.bitwise_right_shift(z, 30)).mul_(-4658895280553007687)
        z = torch.bitwise_xor(z, torch.bitwise_right_shift(z, 27)).mul_(-7723592293110705685)
        z = torch.bitwise_right_shift(z, 40)  # the upper 24 bits, signed
        return x * (z >= int((self.dropout - 0.5) * 16777216.0)).view(x.size())

    # Queries (.., H, E), keys and values (.., K, E) of h (.., D), in contiguous memory, rotated.
    def heads_of(self, h: Tensor, w: List[Tensor], i: int, cos: Tensor, sin: Tensor, key: Optional[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
        q, k, v = self.projected(h, w, i, key)
        q, k = self.rotated(q, k, w, i, cos, sin)
        return (q, k, v)

    # The same before norms and rotation.
    def projected(self, h: Tensor, w: List[Tensor], i: int, key: Optional[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
        x = self.norm(h, w[i + self.input_norm])
        sizes = [self.heads * self.head_size, self.kv_heads * self.head_size, self.kv_heads * self.head_size]
        all = self.projections(x, w, i, [self.q, self.k, self.v], [self.q_bias, self.k_bias, self.v_bias], sizes, key)
        q = all[0].unflatten(-1, [self.heads, self.head_size])
        k = all[1].unflatten(-1, [self.kv_heads, self.head_size])
        return (q, k, all[2].unflatten(-1, [self.kv_heads, self.head_size]))

    # Queries and keys with the norms of heads, if there are any, rotated.
    def rotated(self, q: Tensor, k: Tensor, w: List[Tensor], i: int, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor]:
        if self.q_norm >= 0:
            q = self.norm(q, w[i + self.q_norm])
            k = self.norm(k, w[i + self.k_norm])
        return (__torch__.rotate(q, cos, sin), __torch__.rotate(k, cos, sin))

    # h plus what the layer's attention o (.., H*E) and then its MLP add.
    def finish(self, h: Tensor, o: Tensor, w: List[Tensor], i: int, key: Optional[Tensor]) -> Tensor:
        h, gate, up = self.gated(h, o, w, i, key)
        return h + self.project(torch.silu(gate) * up, w, i, self.down, self.down_bias, key)

    # h plus what attention adds, and the MLP's gate and up projection (.., inner) of that.
    def gated(self, h: Tensor, o: Tensor, w: List[Tensor], i: int, key: Optional[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
        h = h + self.project(o, w, i, self.o, self.o_bias, key)
        x = self.norm(h, w[i + self.post_norm])
        inner = w[i + self.down].size(1)
        both = self.projections(x, w, i, [self.gate, self.up], [self.gate_bias, self.up_bias], [inner, inner], key)
        return (h, both[0], both[1])

    # Which of the keys at positions 0..span-1 a query at each position (..) sees, (.., span): none
    # after it and, where a window is given, only the last window ones, itself among them.
    def visible(self, positions: Tensor, span: int, window: int) -> Tensor:
        distance = positions.unsqueeze(-1) - torch.arange(span, device=positions.device)
        seen = distance >= 0
        if window > 0:
            seen = torch.logical_and(seen, distance < window)
        return seen

    # The masks of T whole-sequence positions, by layer; None where causality alone decides.
    def masks(self, T: int, like: Tensor) -> List[Optional[Tensor]]:
        narrow: Optional[Tensor] = None
        if self.window > 0 and self.window < T:
            narrow = self.visible(torch.arange(T, device=like.device), T, self.window)
        out: List[Optional[Tensor]] = []
        for l in range(self.layers):
            out.append(narrow if l >= self.first_window_layer else None)
        return out

    # Tokens (N, ..) in their places of a grid (B, T, ..), zeros in the others.
    def spread(self, x: Tensor, places: Tensor, grid: List[int]) -> Tensor:
        if x.size(0) < grid[0] * grid[1]:
            x = torch.zeros([grid[0] * grid[1]] + x.size()[1:], dtype=x.dtype, device=x.device).index_copy_(0, places, x)
        return x.unflatten(0, grid)

    # The tokens (N, ..) of a grid (B, T, ..).
    def gathered(self, x: Tensor, places: Tensor) -> Tensor:
        x = x.flatten(0, 1)
        if places.size(0) < x.size(0):
            x = x.index_select(0, places)
        return x

    # Layer l over the tokens (N, D) of whole sequences; also returns its keys and values (B, K, T, E).
    def layer(self, h: Tensor, w: List[Tensor], l: int, cos: Tensor, sin: Tensor, mask: Optional[Tensor], places: Tensor, grid: List[int], key: Optional[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
        i = 1 + self.stride * l
        q, k, v = self.heads_of(h, w, i, cos, sin, key)
        k = self.spread(k, places, grid)
        v = self.spread(v, places, grid)
        o = self.attend(self.spread(q, places, grid), k, v, mask)
        return (self.finish(h, self.gathered(o, places), w, i, key), k.transpose(1, 2), v.transpose(1, 2))

    # What queries (B, T, H, E) see of keys and values (B, T, K, E): (B, T, H*E).
    def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]) -> Tensor:
        group = self.heads // self.kv_heads
        k = k.transpose(1, 2).repeat_interleave(group, 1)
        v = v.transpose(1, 2).repeat_interleave(group, 1)
        return torch.scaled_dot_product_attention(q.transpose(1, 2), k, v, mask, 0.0, mask is None).transpose(1, 2).flatten(2)

    # Embeddings (N, D) of the tokens and the rotations of their positions.
    def embedded(self, w: List[Tensor], ids: Tensor, places: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        h = torch.embedding(w[0], ids.view(-1).index_select(0, places))
        cos, sin = self.rope(places % ids.size(1), h)
        return (h, cos, sin)

    # Output of the last layer, (N, D). Right padding needs no mask: attention is causal.
    def hidden(self, w: List[Tensor], ids: Tensor, places: Tensor) -> Tensor:
        h, cos, sin = self.embedded(w, ids, places)
        l = 0
        for mask in self.masks(ids.size(1), h):
            h, k, v = self.layer(h, w, l, cos, sin, mask, places, ids.size(), None)
            l += 1
        return h

    # Logits (B, T, V) of ids (B, T), none of which is padding.
    def logits(self, w: List[Tensor], ids: Tensor) -> Tensor:
        h = self.hidden(w, ids, torch.arange(ids.numel(), device=ids.device))
        h = self.norm(h, w[self.final_norm()])
        return __torch__.product(h, w[self.head()], None).float().unflatten(0, ids.size())

    # Final norm of the scored positions: (N, D) to (M, D).
    def scored(self, w: List[Tensor], h: Tensor, batch: List[Tensor]) -> Tensor:
        return self.norm(h.index_select(0, self.at_spots(batch[2], batch)), w[self.final_norm()])

    # What x (B, P) has of each target (M).
    def at_spots(self, x: Tensor, batch: List[Tensor]) -> Tensor:
        return x.view(-1).index_select(0, batch[4])

    # ---- log-probs

    # Log-probs (B, P) of targets, 0 on padding.
    def log_probs(self, w: List[Tensor], batch: List[Tensor]) -> Tensor:
        result, lse = self.score(w, self.hidden(w, batch[0], batch[1]), batch)
        return result

    # Log-probs (B, P) and log-sum-exps (M) from h (N, D).
    def score(self, w: List[Tensor], h: Tensor, batch: List[Tensor]) -> Tuple[Tensor, Tensor]:
        found, lse = self.target_log_probs(w, self.scored(w, h, batch), self.at_spots(batch[3], batch))
        result = torch.zeros_like(batch[3], dtype=6)
        result.view(-1).index_copy_(0, batch[4], found)
        return (result, lse)

    # Log-probs and log-sum-exps (M) from h (M, D), a block of the vocabulary at a time, so that
    # (M, V) never exists.
    def target_log_probs(self, w: List[Tensor], h: Tensor, y: Tensor) -> Tuple[Tensor, Tensor]:
        head = w[self.head()]
        picked = torch.zeros([y.size(0)], dtype=6, device=h.device)
        lse = picked
        width = self.width(h)
        for start in range(0, head.size(0), width):
            z = __torch__.product(h, head.narrow(0, start, min(width, head.size(0) - start)), None).float()
            column, here = self.columns(y, start, z)
            picked = torch.where(here, z.gather(1, column).squeeze(1), picked)
            part = torch.logsumexp(z, -1)
            lse = part if start == 0 else torch.logaddexp(lse, part)
        return (picked - lse, lse)

    # How many columns of logits exist at once: block numbers, but never so few that products get slow.
    def width(self, h: Tensor) -> int:
        return max(1024, self.block // h.size(0))

    # In which column (M, 1) of the logits z (M, n) from column start on each of y (M) is, and whether
    # it is there at all (M).
    def columns(self, y: Tensor, start: int, z: Tensor) -> Tuple[Tensor, Tensor]:
        column = y - start
        here = torch.logical_and(column >= 0, column < z.size(1))
        return (torch.clamp(column, 0, z.size(1) - 1).unsqueeze(1), here)

    # ---- gradients in two calls, log-probs and then what the loss says of them: layer by layer, so
    # that the gradients of one layer's weights exist at a time beside the sums. Trained are the
    # weights that require gradients; nothing is recorded below the lowest layer that has one.

    def log_probs_keeping(self, w: List[Tensor], batch: List[Tensor], key: Tensor) -> List[Tensor]:
        return self.remember(w, batch, key, True)

    # Gradient checkpointing: backward computes each layer again.
    def log_probs_recomputing(self, w: List[Tensor], batch: List[Tensor], key: Tensor) -> List[Tensor]:
        return self.remember(w, batch, key, False)

    # Log-probs (B, P), log-sum-exps (M), then of each trained layer what is kept of it or only its
    # input (N, D), and last the output of the last layer.
    def remember(self, w: List[Tensor], batch: List[Tensor], key: Tensor, keeping: bool) -> List[Tensor]:
        torch.set_grad_enabled(False)
        ids = batch[0]
        places = batch[1]
        h, cos, sin = self.embedded(w, ids, places)
        masks = self.masks(ids.size(1), h)
        lowest = self.lowest(w)
        states: List[Tensor] = []
        for l in range(self.layers):
            if keeping and l >= lowest:
                h, kept = self.layer_keeping(h, w, l, cos, sin, masks[l], places, ids.size(), key)
                states = states + kept
            else:
                if l >= lowest:
                    states.append(h)
                h, k, v = self.layer(h, w, l, cos, sin, masks[l], places, ids.size(), key)
        result, lse = self.score(w, h, batch)
        torch.set_grad_enabled(True)
        return [result, lse] + states + [h]

    # Layer l, and what its backward takes: its input, queries and keys before norms and rotation; on the
    # grid those after, values, and the attention with its graph; the sum with that, gate and up.
    def layer_keeping(self, h: Tensor, w: List[Tensor], l: int, cos: Tensor, sin: Tensor, mask: Optional[Tensor], places: Tensor, grid: List[int], key: Tensor) -> Tuple[Tensor, List[Tensor]]:
        i = 1 + self.stride * l
        q, k, v = self.projected(h, w, i, key)
        turned_q, turned_k = self.rotated(q, k, w, i, cos, sin)
        leaves: List[Tensor] = []
        for x in [turned_q, turned_k, v]:
            leaves.append(self.spread(x, places, grid).requires_grad_(True))
        torch.set_grad_enabled(True)
        o = self.attend(leaves[0], leaves[1], leaves[2], mask)
        torch.set_grad_enabled(False)
        a, gate, up = self.gated(h, self.gathered(o.detach(), places), w, i, key)
        y = a + self.project(torch.silu(gate) * up, w, i, self.down, self.down_bias, key)
        if self.q_norm < 0:
            q = h  # nothing takes them
            k = h
        return (y, [h, q, k] + leaves + [o, a, gate, up])

    # Weights of layer l, its adapters' included.
    def members(self, l: int) -> List[int]:
        out: List[int] = []
        for i in range(1 + self.stride * l, 1 + self.stride * (l + 1)):
            out.append(i)
        for i in range(self.adapter(l, 0), self.adapter(l + 1, 0)):
            out.append(i)
        return out

    # The lowest layer that gradients have to reach.
    def lowest(self, w: List[Tensor]) -> int:
        if w[0].requires_grad:
            return 0
        for l in range(self.layers):
            for i in self.members(l):
                if w[i].requires_grad:
                    return l
        return self.layers

    # Adds to grads, one per trained weight, what d loss / d log-probs = d (B, P) implies.
    def backward(self, w: List[Tensor], grads: List[Tensor], states: List[Tensor], batch: List[Tensor], lse: Tensor, d: Tensor, key: Tensor) -> Tensor:
        torch.set_grad_enabled(False)
        ids = batch[0]
        places = batch[1]
        lowest = self.lowest(w)
        trained = self.layers - lowest
        sums = self.sums(w)
        top = states[len(states) - 1]
        positions = self.at_spots(batch[2], batch)
        h = top.index_select(0, positions)
        dh = self.head_backward(w, grads, sums, self.norm(h, w[self.final_norm()]), lse, self.at_spots(batch[3], batch), self.at_spots(d, batch))
        dh = self.norm_backward(dh, h, w, grads, sums, self.final_norm())
        g = torch.zeros_like(top)
        g.index_add_(0, positions, dh)
        cos, sin = self.rope(places % ids.size(1), top)
        masks = self.masks(ids.size(1), top)
        for n in range(trained):
            l = self.layers - 1 - n
            if len(states) == trained + 1:
                y, kept = self.layer_keeping(states[l - lowest], w, l, cos, sin, masks[l], places, ids.size(), key)
            else:
                each = (len(states) - 1) // trained
                kept = states[(l - lowest) * each:(l - lowest + 1) * each]
            g = self.layer_backward(g, kept, w, grads, sums, l, cos, sin, places, key, l > lowest or w[0].requires_grad)
        if w[0].requires_grad:
            # the sum over a token's occurrences in the precision of grads
            grads[0].index_add_(0, ids.view(-1).index_select(0, places), g.to(grads[0].dtype))
        torch.set_grad_enabled(True)
        return g

    # From the gradient dy (N, D) of a layer's output to that of its input, if anything below takes it.
    def layer_backward(self, dy: Tensor, kept: List[Tensor], w: List[Tensor], grads: List[Tensor], sums: List[int], l: int, cos: Tensor, sin: Tensor, places: Tensor, key: Tensor, below: bool) -> Tensor:
        i = 1 + self.stride * l
        h, q, k, turned_q, turned_k, v, o, a, gate, up = kept
        s = torch.silu(gate)
        dz = self.project_backward(dy, s * up, w, grads, sums, i, self.down, self.down_bias, key, True)
        x = self.norm(a, w[i + self.post_norm])
        dx = self.project_backward(s.mul_(dz), x, w, grads, sums, i, self.up, self.up_bias, key, True)
        dz = torch.silu_backward(dz.mul_(up), gate)
        dx = dx + self.project_backward(dz, x, w, grads, sums, i, self.gate, self.gate_bias, key, True)
        da = dy + self.norm_backward(dx, a, w, grads, sums, i + self.post_norm)
        do = self.project_backward(da, self.gathered(o.detach(), places), w, grads, sums, i, self.o, self.o_bias, key, True)
        upstream: List[Optional[Tensor]] = [self.spread(do, places, o.size()[:2])]
        found = torch.grad([o], [turned_q, turned_k, v], upstream)
        dq = found[0]
        dk = found[1]
        dv = found[2]
        assert dq is not None
        assert dk is not None
        assert dv is not None
        dq = __torch__.rotate(self.gathered(dq, places), cos, -sin)
        dk = __torch__.rotate(self.gathered(dk, places), cos, -sin)
        dv = self.gathered(dv, places)
        if self.q_norm >= 0:
            dq = self.norm_backward(dq, q, w, grads, sums, i + self.q_norm)
            dk = self.norm_backward(dk, k, w, grads, sums, i + self.k_norm)
        below = below or w[i + self.input_norm].requires_grad
        x = self.norm(h, w[i + self.input_norm])
        dx = self.project_backward(dq.flatten(1), x, w, grads, sums, i, self.q, self.q_bias, key, below)
        dx = dx + self.project_backward(dk.flatten(1), x, w, grads, sums, i, self.k, self.k_bias, key, below)
        dx = dx + self.project_backward(dv.flatten(1), x, w, grads, sums, i, self.v, self.v_bias, key, below)
        if not below:
            return da
        return da + self.norm_backward(dx, h, w, grads, sums, i + self.input_norm)

    # The same of project: from that of its output to that of x, unless nothing takes it.
    def project_backward(self, dy: Tensor, x: Tensor, w: List[Tensor], grads: List[Tensor], sums: List[int], i: int, matrix: int, bias: int, key: Tensor, below: bool) -> Tensor:
        rows = dy.flatten(0, -2)
        z = x.flatten(0, -2)
        weight = w[i + matrix]
        if weight.requires_grad:
            grads[sums[i + matrix]].add_(__torch__.weight_gradient(rows, z))
        if bias >= 0 and w[i + bias].requires_grad:
            grads[sums[i + bias]].add_(rows.sum(0))
        dx = z
        if below:
            dx = __torch__.product(rows, weight.t(), None)
        if (self.targets >> matrix) % 2 == 1:
            a = self.adapter((i - 1) // self.stride, matrix)
            s = self.scaling
            z = z.to(w[a].dtype)
            rows = rows.to(w[a].dtype)
            if self.dropout > 0.0:
                z = self.drop(z, key, a)
                s = s / (1.0 - self.dropout)
            inner = torch.mm(rows, w[a + 1]) * s
            if w[a].requires_grad:
                grads[sums[a]].addmm_(inner.t(), z)
                grads[sums[a + 1]].addmm_(rows.t(), torch.linear(z, w[a]), alpha=s)
            if below:
                dz = torch.mm(inner, w[a])
                if self.dropout > 0.0:
                    dz = self.drop(dz, key, a)
                dx = (dx + dz).to(dx.dtype)
        return dx.view(x.size())

    # The same of norm, whose weight is w[i]: with n = x r, r = 1 / rms(x) and p = dy * weight,
    # dx = r (p - n mean(p * n)).
    def norm_backward(self, dy: Tensor, x: Tensor, w: List[Tensor], grads: List[Tensor], sums: List[int], i: int) -> Tensor:
        wide = x.float()
        weight = w[i].float()
        r = torch.rsqrt(wide.square().mean(-1, True) + self.norm_eps)
        n = wide * r
        p = dy.float() * n
        if w[i].requires_grad:
            grads[sums[i]].add_(p.flatten(0, -2).sum(0))
        mean = torch.matmul(p, weight).unsqueeze(-1) / x.size(-1)
        return (dy.float() * weight).addcmul_(n, mean, value=-1.0).mul_(r).to(x.dtype)

    # The gradient of the hidden states (M, D): d logit[v] = d * (1[v is the target y] - softmax[v]).
    def head_backward(self, w: List[Tensor], grads: List[Tensor], sums: List[int], h: Tensor, lse: Tensor, y: Tensor, d: Tensor) -> Tensor:
        slope = d.view(-1, 1)
        head = w[self.head()]
        dh = torch.zeros([h.size(0), h.size(1)], dtype=6, device=h.device)
        width = self.width(h)
        for start in range(0, head.size(0), width):
            block = head.narrow(0, start, min(width, head.size(0) - start))
            z = __torch__.product(h, block, None).float()
            dz = z.sub_(lse.unsqueeze(1)).exp_().mul_(-slope)
            column, here = self.columns(y, start, dz)
            dz.scatter_add_(1, column, slope * here.unsqueeze(1))
            dh.add_(__torch__.product(dz.to(h.dtype), block.t(), None))
            if head.requires_grad:
                sum = grads[sums[self.head()]].narrow(0, start, block.size(0))
                sum.add_(__torch__.weight_gradient(dz, h.to(dz.dtype)))
        return dh.to(h.dtype)

    # Where in grads each weight that is trained has its sum.
    def sums(self, w: List[Tensor]) -> List[int]:
        out: List[int] = []
        n = 0
        for x in w:
            out.append(n)
            if x.requires_grad:
                n += 1
        return out

    # ---- decoding with a KV cache: one (S, K, C, E) tensor per layer for keys and for values. Its
    # weights are w and then the head; matrices may be packed for products with few rows.

    def decoding_weights(self, w: List[Tensor]) -> List[Tensor]:
        return w + [w[self.head()]]

    # With packed copies of dtype; empty where libtorch has no packed product of it.
    def packed_weights(self, w: List[Tensor], dtype: int) -> List[Tensor]:
        out: List[Tensor] = []
        if not __torch__.can_pack(dtype):
            return out
        agreed = annotate(List[int], [])
        out = w + [__torch__.pack(w[self.head()], dtype, agreed)]
        for l in range(self.layers):
            i = 1 + self.stride * l
            for matrix in [self.o, self.down]:
                out[i + matrix] = __torch__.pack(w[i + matrix], dtype, agreed)
            self.unite(out, i, [self.q, self.k, self.v], [self.q_bias, self.k_bias, self.v_bias], dtype, agreed)
            self.unite(out, i, [self.gate, self.up], [self.gate_bias, self.up_bias], dtype, agreed)
        return out

    # Packs matrices that have the same input, and their biases, as one in the first one's place.
    def unite(self, w: List[Tensor], i: int, matrices: List[int], biases: List[int], dtype: int, agreed: List[int]) -> int:
        parts: List[Tensor] = []
        for matrix in matrices:
            parts.append(w[i + matrix].detach())
        packed = __torch__.pack(torch.cat(parts), dtype, agreed)
        for matrix in matrices:
            w[i + matrix] = torch.empty([0], dtype=packed.dtype, device=packed.device)
        w[i + matrices[0]] = packed
        if biases[0] >= 0:
            parts.clear()
            for bias in biases:
                parts.append(w[i + bias].detach())
            w[i + biases[0]] = torch.cat(parts)
        return len(matrices)

    def cache(self, w: List[Tensor], slots: int, positions: int) -> List[Tensor]:
        shape = [slots, self.kv_heads, positions, self.head_size]
        out: List[Tensor] = []
        for l in range(self.layers):
            out.append(torch.zeros(shape, dtype=w[0].dtype, device=w[0].device))
        return out

    # Runs one prompt (1, T) and copies its keys and values into the given slots (n).
    def prefill(self, w: List[Tensor], ids: Tensor, slots: Tensor, keys: List[Tensor], values: List[Tensor]) -> int:
        T = ids.size(1)
        n = slots.size(0)
        places = torch.arange(T, device=ids.device)
        h, cos, sin = self.embedded(w, ids, places)
        l = 0
        for mask in self.masks(T, h):
            h, k, v = self.layer(h, w, l, cos, sin, mask, places, ids.size(), None)
            keys[l].narrow(2, 0, T).index_copy_(0, slots, k.expand(n, -1, -1, -1))
            values[l].narrow(2, 0, T).index_copy_(0, slots, v.expand(n, -1, -1, -1))
            l += 1
        return T

    # Copies the first length positions of one slot's cache to other slots (n): a shared prompt.
    def share(self, source: int, slots: Tensor, length: int, keys: List[Tensor], values: List[Tensor]) -> int:
        for cache in [keys, values]:
            for x in cache:
                prompt = x.narrow(0, source, 1).narrow(2, 0, length).expand(slots.size(0), -1, -1, -1)
                x.narrow(2, 0, length).index_copy_(0, slots, prompt.clone())
        return length

    # The caches of the given slots (n) only.
    def keep(self, slots: Tensor, cache: List[Tensor]) -> List[Tensor]:
        out: List[Tensor] = []
        for x in cache:
            out.append(x.index_select(0, slots))
        return out

    # Logits (S, V) after each slot's token (S) at its own position (S); span bounds all positions.
    def step(self, w: List[Tensor], tokens: Tensor, positions: Tensor, span: int, keys: List[Tensor], values: List[Tensor]) -> Tensor:
        h = torch.embedding(w[0], tokens)
        S = h.size(0)
        cos, sin = self.rope(positions, h)
        group = self.heads // self.kv_heads
        full = self.visible(positions, span, 0).view(S, 1, 1, span)
        narrow = full
        if self.window > 0:
            narrow = self.visible(positions, span, self.window).view(S, 1, 1, span)
        where = positions.view(S, 1, 1, 1).expand(S, self.kv_heads, 1, self.head_size)
        for l in range(self.layers):
            i = 1 + self.stride * l
            q, k, v = self.heads_of(h, w, i, cos, sin, None)
            keys[l].scatter_(2, where, k.unsqueeze(2))
            values[l].scatter_(2, where, v.unsqueeze(2))
            seen = narrow if l >= self.first_window_layer else full
            # the query heads of one key/value head become query rows: no repeated cache
            o = torch.scaled_dot_product_attention(q.view(S, self.kv_heads, group, self.head_size), keys[l].narrow(2, 0, span), values[l].narrow(2, 0, span), seen)
            h = self.finish(h, o.flatten(1), w, i, None)
        return __torch__.linear(self.norm(h, w[self.final_norm()]), w[len(w) - 1], None)

    # Up to n = uniforms.size(1) tokens for every slot that has some remaining. A slot ends at a
    # stop token or when nothing remains; from then on its output (S, n) is -1.
    def decode(self, w: List[Tensor], keys: List[Tensor], values: List[Tensor], tokens: Tensor, positions: Tensor, remaining: Tensor, uniforms: Tensor, stops: Tensor, span: int, temperature: float, top_k: int, top_p: float) -> Tensor:
        n = uniforms.size(1)
        out = torch.full([tokens.size(0), n], -1, dtype=4, device=tokens.device)
        alive = remaining > 0
        for t in range(n):
            z = self.step(w, tokens, positions, min(span + t, keys[0].size(2)), keys, values)
            chosen = __torch__.choose(z, uniforms.select(1, t), temperature, top_k, top_p)
            tokens = torch.where(alive, chosen, tokens)
            out.select(1, t).copy_(torch.where(alive, chosen, torch.full_like(chosen, -1)))
            remaining = remaining - alive.to(4)
            alive = torch.logical_and(torch.logical_and(alive, remaining > 0), torch.logical_not(torch.isin(chosen, stops)))
            if not bool(alive.any()):
                break
            positions = positions + alive.to(4)
        return out
