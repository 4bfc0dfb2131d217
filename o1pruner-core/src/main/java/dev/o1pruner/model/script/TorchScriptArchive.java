package dev.o1pruner.model.script;

import com.google.common.primitives.ImmutableDoubleArray;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source text into the zip archive that {@code torch::jit::load} reads: the code,
 * a pickled module object that holds plain attributes only, and an empty constants table.
 */
final class TorchScriptArchive {

  private TorchScriptArchive() {}

  /**
   * Packs one module.
   *
   * @param className the module class the source declares
   * @param source TorchScript text
   * @param attributes the module's attributes: Integer, Double, Boolean or ImmutableDoubleArray
   */
  static byte[] pack(String className, String source, Map<String, Object> attributes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      entry(zip, "m/data.pkl", moduleObject(className, attributes));
      entry(zip, "m/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      entry(zip, "m/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // an empty tuple
      entry(zip, "m/version", "10\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("packing in memory can't fail", e);
    }
    return bytes.toByteArray();
  }

  /** The pickle (protocol 2) of a module whose state is its attributes. */
  private static byte[] moduleObject(String className, Map<String, Object> attributes)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream pickle = new DataOutputStream(bytes);
    // PROTO 2, GLOBAL class, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK
    opcodes(pickle, "\u0080\u0002c__torch__\n" + className + "\n)\u0081}(");
    key(pickle, "training");
    opcodes(pickle, "\u0089"); // NEWFALSE
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      key(pickle, attribute.getKey());
      value(pickle, attribute);
    }
    opcodes(pickle, "ub."); // SETITEMS, BUILD, STOP
    return bytes.toByteArray();
  }

  private static void value(DataOutputStream pickle, Map.Entry<String, Object> attribute)
      throws IOException {
    Object value = attribute.getValue();
    if (value instanceof Integer number) {
      opcodes(pickle, "J"); // BININT, little endian
      pickle.writeInt(Integer.reverseBytes(number));
    } else if (value instanceof Double number) {
      real(pickle, number);
    } else if (value instanceof Boolean flag) {
      opcodes(pickle, flag ? "\u0088" : "\u0089"); // NEWTRUE, NEWFALSE
    } else if (value instanceof ImmutableDoubleArray numbers) {
      // a list of floats: GLOBAL, MARK, EMPTY_LIST, MARK, .., APPENDS, TUPLE, REDUCE
      opcodes(pickle, "ctorch.jit._pickle\nbuild_doublelist\n(](");
      for (int i = 0; i < numbers.length(); i++) {
        real(pickle, numbers.get(i));
      }
      opcodes(pickle, "etR");
    } else {
      throw new IllegalArgumentException(
          "attribute %s must be an Integer, Double, Boolean or ImmutableDoubleArray but was %s"
              .formatted(attribute.getKey(), value));
    }
  }

  private static void real(DataOutputStream pickle, double number) throws IOException {
    opcodes(pickle, "G"); // BINFLOAT, big endian
    pickle.writeDouble(number);
  }

  private static void opcodes(DataOutputStream pickle, String latin1) throws IOException {
    pickle.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void key(DataOutputStream pickle, String name) throws IOException {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    opcodes(pickle, "X"); // BINUNICODE
    pickle.writeInt(Integer.reverseBytes(utf8.length));
    pickle.write(utf8);
  }

  private static void entry(ZipOutputStream zip, String name, byte[] data) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(data);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(data.length);
    entry.setCompressedSize(data.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(data);
    zip.closeEntry();
  }
}
