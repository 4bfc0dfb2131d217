/**
 * Chat templates: messages in, the model's prompt text out, exactly as the model's makers rendered
 * it.
 *
 * <p>{@link dev.o1pruner.model.chat.ChatTemplate} is the way in. Behind it is a small interpreter
 * of the Jinja language, read in this order:
 *
 * <ul>
 *   <li>source to tokens: TemplateLexer (text, tags, whitespace control), TagLexer (inside a tag)
 *   <li>tokens to a tree: StatementParser, ExpressionParser; the trees are Statement and Expression
 *   <li>the tree runs itself against a Scope, within the Fuel of one rendering
 *   <li>what it can do to values: Operators, Comparison, Access, the methods, filters and tests
 * </ul>
 *
 * <p>Values are plain Java objects, immutable but for the namespace: {@code String}, {@code
 * BigInteger} (int), {@code Double} (float), {@code Boolean}, {@code List} (list), Tuple, Dict,
 * None, Undefined, and a few that only templates make (Range, DictView, Generator, Markup,
 * Namespace, Callable). No Java object of the caller's is ever reached into, so a template can do
 * nothing but compute text.
 */
@NullMarked
package dev.o1pruner.model.chat;

import org.jspecify.annotations.NullMarked;
