/**
 * A reader of Parquet files with flat columns, as Hugging Face writes data sets (format: <a
 * href="https://parquet.apache.org/docs/file-format/">parquet.apache.org</a>).
 *
 * <p>Our own, because the libraries need Java 21 (hardwood) or bring Hadoop or a native engine.
 */
@NullMarked
package dev.o1pruner.problem.parquet;

import org.jspecify.annotations.NullMarked;
