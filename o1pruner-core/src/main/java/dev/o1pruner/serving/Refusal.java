package dev.o1pruner.serving;

import com.google.gson.JsonObject;

/** A request that isn't answered with a completion but with an HTTP status and a reason. */
final class Refusal extends RuntimeException {

  private final int status;
  private final String type;

  private Refusal(int status, String type, String message) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, "invalid_request_error", message);
  }

  static Refusal unauthorized() {
    return new Refusal(401, "authentication_error", "the API key is missing or wrong");
  }

  static Refusal forbidden(String message) {
    return new Refusal(403, "permission_error", message);
  }

  static Refusal notFound(String message) {
    return new Refusal(404, "not_found_error", message);
  }

  static Refusal wrongMethod(String message) {
    return new Refusal(405, "invalid_request_error", message);
  }

  static Refusal tooLarge(int limit) {
    return new Refusal(
        413, "invalid_request_error", "the body is larger than %s bytes".formatted(limit));
  }

  static Refusal overloaded(String message) {
    return new Refusal(429, "overloaded_error", message);
  }

  static Refusal unavailable(String message) {
    return new Refusal(503, "unavailable_error", message);
  }

  static Refusal failed() {
    return new Refusal(500, "server_error", "the server failed; its log says why");
  }

  int status() {
    return status;
  }

  /** The error in OpenAI's form. */
  JsonObject json() {
    JsonObject error = new JsonObject();
    error.addProperty("message", getMessage());
    error.addProperty("type", type);
    error.addProperty("code", status);
    JsonObject body = new JsonObject();
    body.add("error", error);
    return body;
  }
}
