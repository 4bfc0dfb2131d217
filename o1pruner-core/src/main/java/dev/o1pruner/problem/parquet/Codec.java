package dev.o1pruner.problem.parquet;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;

/** How pages are compressed. */
enum Codec {
  UNCOMPRESSED {
    @Override
    InputStream open(InputStream compressed) {
      return compressed;
    }
  },
  SNAPPY {
    @Override
    InputStream open(InputStream compressed) throws IOException {
      return new SnappyCompressorInputStream(compressed);
    }
  },
  GZIP {
    @Override
    InputStream open(InputStream compressed) throws IOException {
      return new GZIPInputStream(compressed);
    }
  };

  private static final List<String> OTHERS = List.of("LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW");

  abstract InputStream open(InputStream compressed) throws IOException;

  /** The codec of a number in the file's footer. */
  static Codec of(int number) {
    int other = number - values().length;
    checkArgument(
        number >= 0 && other < 0,
        "it is compressed with %s; write it again uncompressed or with Snappy or Gzip",
        other >= 0 && other < OTHERS.size() ? OTHERS.get(other) : "codec " + number);
    return values()[number];
  }

  /** Takes as many bytes from the buffer and gives them decompressed. */
  ByteBuffer decompress(ByteBuffer bytes, int compressedSize, int size) throws IOException {
    byte[] compressed = new byte[compressedSize];
    bytes.get(compressed);
    try (InputStream in = open(new ByteArrayInputStream(compressed))) {
      byte[] page = in.readNBytes(size);
      checkArgument(page.length == size, "a page has %s of its %s bytes", page.length, size);
      return ByteBuffer.wrap(page);
    }
  }
}
