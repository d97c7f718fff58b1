package dev.bailiwick.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Direct views of the memory of ND4J arrays: copying through them is a plain memory copy. */
final class NativeFloats {
  private NativeFloats() {}

  /**
   * The memory of a contiguous array of 32-bit floats, little endian. The view aliases the array
   * and must not be used after the array is gone.
   */
  static ByteBuffer view(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("found " + array.dataType() + ", expected FLOAT");
    }
    if (array.length() * Float.BYTES > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "found %d floats, expected at most %d in one array"
              .formatted(array.length(), Integer.MAX_VALUE / Float.BYTES));
    }
    BytePointer bytes = new BytePointer(array.data().addressPointer());
    return bytes
        .capacity(array.length() * Float.BYTES)
        .asByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
