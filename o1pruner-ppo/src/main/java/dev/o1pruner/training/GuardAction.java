package dev.o1pruner.training;

/** What happens when a guard finds something wrong. */
public enum GuardAction {
  /** The listener is told, and nothing else is done. */
  WARN("a warning, nothing is done about it"),

  /** Training ends with the weights as they are. */
  STOP("training ends with the weights as they are"),

  /**
   * Training ends with the best weights that were checked: see {@link
   * GuardSettings#checkEvery(int)}.
   */
  ROLL_BACK("training ends with the best weights that were checked");

  private final String consequence;

  GuardAction(String consequence) {
    this.consequence = consequence;
  }

  /** What comes of it, in words. */
  String consequence() {
    return consequence;
  }
}
