package dev.o1pruner.model.chat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names that one scope of a template mentions, as Jinja's compiler collects them. It matters
 * for one rule: a name that a scope assigns before it reads it is undefined there until then, even
 * if the caller gave a variable of that name.
 */
final class Names {

  private final Set<String> known = new HashSet<>();
  private final Set<String> assignedFirst = new HashSet<>();
  private final Set<String> assigned = new HashSet<>();

  void read(String name) {
    known.add(name);
  }

  void assign(String name) {
    assigned.add(name);
    if (known.add(name)) {
      assignedFirst.add(name);
    }
  }

  /** A parameter or loop variable, which the scope begins with. */
  void declare(String name) {
    assigned.add(name);
    known.add(name);
  }

  boolean knows(String name) {
    return known.contains(name);
  }

  /** Whether the scope assigns the name and hadn't read it before. */
  boolean assignsFirst(String name) {
    return assignedFirst.contains(name);
  }

  /** A copy for one branch of an {@code if}. */
  Names branch() {
    Names branch = new Names();
    branch.known.addAll(known);
    branch.assignedFirst.addAll(assignedFirst);
    branch.assigned.addAll(assigned);
    return branch;
  }

  /** Takes in the three branches of an if; what not all of them assign may be read from outside. */
  void merge(Names body, Names elseIfs, Names otherwise) {
    List<Names> branches = List.of(body, elseIfs, otherwise);
    Map<String, Integer> assigning = new HashMap<>();
    for (Names branch : branches) {
      for (String name : branch.assigned) {
        if (!assigned.contains(name)) {
          assigning.merge(name, 1, Integer::sum);
        }
      }
    }
    for (Names branch : branches) {
      assignedFirst.removeAll(branch.known); // the last branch that mentions a name decides
      assignedFirst.addAll(branch.assignedFirst);
      known.addAll(branch.known);
      assigned.addAll(branch.assigned);
    }
    assigning.forEach(
        (name, count) -> {
          if (count < branches.size()) {
            assignedFirst.remove(name);
          }
        });
  }
}
