package dev.o1pruner.run;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;

/**
 * Who holds a claim.
 *
 * @param pid of the process
 * @param host where it runs
 * @param since when it made the claim
 * @param command the end of its command line, where the arguments are
 */
record ClaimHolder(long pid, String host, String since, String command) {

  /** Said of a holder that can't be told. */
  static final String UNKNOWN = "another process";

  private static final int LONGEST = 160;

  /** This process, now. */
  static ClaimHolder current() {
    ProcessHandle process = ProcessHandle.current();
    return new ClaimHolder(
        process.pid(),
        hostName(),
        Instant.now().toString(),
        process.info().commandLine().map(ClaimHolder::end).orElse("java"));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unnamed host"; // a machine may have no name, and still be the right one
    }
  }

  private static String end(String command) {
    return command.length() <= LONGEST
        ? command
        : "..." + command.substring(command.length() - LONGEST);
  }

  String toJson() {
    return Json.pretty(this) + "\n";
  }

  /** Reads what {@link #toJson} wrote, and says it. */
  static String describe(String json) {
    try {
      JsonObject holder = Json.parseObject(json);
      return new ClaimHolder(
              JsonFields.required(holder, "pid", JsonFields::integer64),
              JsonFields.required(holder, "host", JsonFields::text),
              JsonFields.required(holder, "since", JsonFields::text),
              JsonFields.required(holder, "command", JsonFields::text))
          .toString();
    } catch (JsonParseException | IllegalArgumentException e) {
      return UNKNOWN; // it may not have got as far as writing its name
    }
  }

  @Override
  public String toString() {
    return "process %d on %s, since %s (%s)"
        .formatted(pid, host, since, command)
        .replaceAll("\\p{Cntrl}", " ");
  }
}
