package dev.bailiwick.shuffle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;

/** A job's own serializer, of whole numbers and texts, as RAPIDS brings one of its own. */
final class TaggedSerializer extends Serializer implements java.io.Serializable {
  private static final long serialVersionUID = 1L;
  private final boolean canBeMoved;

  TaggedSerializer(boolean canBeMoved) {
    this.canBeMoved = canBeMoved;
  }

  @Override
  public boolean supportsRelocationOfSerializedObjects() {
    return canBeMoved;
  }

  @Override
  public SerializerInstance newInstance() {
    return new Instance();
  }

  private static final class Instance extends SerializerInstance {
    @Override
    public <T> ByteBuffer serialize(T value, ClassTag<T> type) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (SerializationStream out = serializeStream(bytes)) {
        out.writeObject(value, type);
      }
      return ByteBuffer.wrap(bytes.toByteArray());
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassTag<T> type) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      try (DeserializationStream in = deserializeStream(new ByteArrayInputStream(copy))) {
        return in.readObject(type);
      }
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> type) {
      return deserialize(bytes, type);
    }

    @Override
    public SerializationStream serializeStream(OutputStream sink) {
      return new Out(new DataOutputStream(sink));
    }

    @Override
    public DeserializationStream deserializeStream(InputStream source) {
      return new In(new DataInputStream(source));
    }
  }

  private static final class Out extends SerializationStream {
    private final DataOutputStream out;

    Out(DataOutputStream out) {
      this.out = out;
    }

    @Override
    public <T> SerializationStream writeObject(T value, ClassTag<T> type) {
      try {
        if (value instanceof Integer number) {
          out.writeByte('i');
          out.writeInt(number);
        } else {
          byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
          out.writeByte('s');
          out.writeInt(text.length);
          out.write(text);
        }
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void flush() {
      try {
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class In extends DeserializationStream {
    private final DataInputStream in;

    In(DataInputStream in) {
      this.in = in;
    }

    /** The end of the stream is an exception that Spark takes as the end. */
    @Override
    @SuppressWarnings("unchecked")
    public <T> T readObject(ClassTag<T> type) {
      try {
        int tag = in.readByte();
        if (tag == 'i') {
          return (T) Integer.valueOf(in.readInt());
        }
        return (T) new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw TaggedSerializer.<RuntimeException>asItIs(e);
      }
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Scala's methods declare no exceptions, and Spark looks for this very one. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> RuntimeException asItIs(Throwable e) throws E {
    throw (E) e;
  }
}
