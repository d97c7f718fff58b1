package dev.bailiwick.spark.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a class file names: the Java Virtual Machine Specification, section 4.4. */
final class ConstantPool {
  private static final int MAGIC = 0xCAFEBABE;

  /** A field or method of another class. */
  record Member(String owner, String name, String descriptor) {
    boolean isMethod() {
      return descriptor.startsWith("(");
    }
  }

  private final List<String> classes = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();

  private ConstantPool() {}

  static ConstantPool read(DataInputStream in) throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("not a class file");
    }
    in.readInt(); // its version
    int count = in.readUnsignedShort();
    int[] tags = new int[count];
    int[] first = new int[count];
    int[] second = new int[count];
    String[] texts = new String[count];
    for (int i = 1; i < count; i++) {
      tags[i] = in.readUnsignedByte();
      switch (tags[i]) {
        case 1 -> texts[i] = in.readUTF();
        case 3, 4 -> in.readInt();
        case 5, 6 -> {
          in.readLong();
          i++; // it takes two places
        }
        case 7, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
        case 9, 10, 11, 12, 17, 18 -> {
          first[i] = in.readUnsignedShort();
          second[i] = in.readUnsignedShort();
        }
        case 15 -> {
          first[i] = in.readUnsignedByte();
          second[i] = in.readUnsignedShort();
        }
        default -> throw new IOException("constant " + i + " has tag " + tags[i]);
      }
    }
    ConstantPool pool = new ConstantPool();
    for (int i = 1; i < count; i++) {
      if (tags[i] == 7) {
        pool.classes.add(texts[first[i]]);
      } else if (tags[i] >= 9 && tags[i] <= 11) {
        int what = second[i];
        pool.members.add(
            new Member(texts[first[first[i]]], texts[first[what]], texts[second[what]]));
      }
    }
    return pool;
  }

  /** All classes by their internal names; arrays as descriptors. */
  List<String> classes() {
    return classes;
  }

  /** All fields and methods that it uses, its own included. */
  List<Member> members() {
    return members;
  }
}
