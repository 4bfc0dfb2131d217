package dev.o1pruner.model.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The {@code loop} of a for. Items are taken one at a time, and one ahead only if the template asks
 * about what follows: a filter of the loop may depend on what its body did before.
 */
final class Loop implements Callable {

  private final int depth0;
  private final @Nullable BiFunction<Object, Integer, String> recursion;
  private Iterator<Object> items;
  private int index0 = -1;
  private @Nullable Object current;
  private @Nullable Object previous;
  private @Nullable Object ahead;
  private int length; // negative until it is counted
  private @Nullable Object lastChanged;
  private final Fuel fuel;

  /**
   * @param iterated what the loop goes through
   * @param depth0 how many recursive calls deep
   * @param recursion renders the loop over other items at a depth, if it is recursive
   */
  Loop(
      Object iterated,
      int depth0,
      @Nullable BiFunction<Object, Integer, String> recursion,
      Fuel fuel) {
    this.items = Sequences.iterator(iterated, fuel);
    this.length =
        Types.isText(iterated)
            ? Sequences.length(iterated, fuel)
            : Sequences.lengthOrUnsized(iterated);
    this.depth0 = depth0;
    this.recursion = recursion;
    this.fuel = fuel;
  }

  /** Moves on; false at the end. */
  boolean advance() {
    Object next = peek();
    if (next == null) {
      return false;
    }
    ahead = null;
    previous = current;
    current = next;
    index0++;
    return true;
  }

  /** The item of this round. */
  Object item() {
    if (current == null) {
      throw new IllegalStateException("advance() comes before item()");
    }
    return current;
  }

  private @Nullable Object peek() {
    if (ahead == null && items.hasNext()) {
      ahead = items.next();
    }
    return ahead;
  }

  int length() {
    if (length < 0) {
      List<Object> rest = new ArrayList<>();
      while (items.hasNext()) {
        fuel.elements(1);
        rest.add(items.next());
      }
      items = rest.iterator();
      length = rest.size() + index0 + 1 + (ahead == null ? 0 : 1);
    }
    return length;
  }

  /** {@code loop.name}, or null if there is no such attribute. */
  @Nullable Object attribute(String name) {
    return switch (name) {
      case "index" -> BigInteger.valueOf(index0 + 1L);
      case "index0" -> BigInteger.valueOf(index0);
      case "revindex" -> BigInteger.valueOf(length() - index0);
      case "revindex0" -> BigInteger.valueOf(length() - index0 - 1L);
      case "first" -> index0 == 0;
      case "last" -> peek() == null;
      case "length" -> BigInteger.valueOf(length());
      case "depth" -> BigInteger.valueOf(depth0 + 1L);
      case "depth0" -> BigInteger.valueOf(depth0);
      case "previtem" -> orUndefined(index0 == 0 ? null : previous, "there is no previous item");
      case "nextitem" -> orUndefined(peek(), "there is no next item");
      case "cycle" -> (Callable) (args, paid) -> cycle(args);
      case "changed" -> (Callable) (args, paid) -> changed(args, paid);
      default -> null;
    };
  }

  private static Object orUndefined(@Nullable Object value, String message) {
    return value == null ? new Undefined(message) : value;
  }

  private Object cycle(Arguments args) {
    args.refuseNamed("loop.cycle");
    if (args.positional().isEmpty()) {
      throw ChatTemplateException.of("no items for cycling given");
    }
    return args.positional().get(index0 % args.positional().size());
  }

  private boolean changed(Arguments args, Fuel paid) {
    args.refuseNamed("loop.changed");
    Tuple value = new Tuple(args.positional());
    if (lastChanged != null && Comparison.equal(lastChanged, value, paid)) {
      return false;
    }
    lastChanged = value;
    return true;
  }

  /** {@code loop(items)}: the loop again, over items of this round. */
  @Override
  public Object call(Arguments args, Fuel paid) {
    if (recursion == null) {
      throw ChatTemplateException.of(
          "the loop must have the 'recursive' marker to be called recursively");
    }
    return recursion.apply(args.bind("loop", "iterable").get("iterable"), depth0 + 1);
  }
}
