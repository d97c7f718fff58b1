package dev.bailiwick.spark.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Looks up every field and method that the classes of this package use of Spark, before one of them
 * is used. What is used is read from the class files themselves, so nothing can be forgotten. The
 * JVM would notice too, but only at the first use, in the middle of a job.
 */
final class Linkage {
  private static final String SPARK = "org/apache/spark/";

  private final String own;
  private final ClassLoader loader;
  private final Set<String> missing = new TreeSet<>();
  private int found;

  private Linkage(Class<?> root) {
    this.own = root.getPackageName().replace('.', '/') + "/";
    this.loader = root.getClassLoader();
  }

  /**
   * What came of it.
   *
   * @param found members that are there
   * @param missing the others, as {@code class.member(descriptor)}
   */
  record Result(int found, Set<String> missing) {}

  /** Everything that this class and those of its package that it leads to use of Spark. */
  static Result of(Class<?> root) {
    Linkage linkage = new Linkage(root);
    linkage.walk(root.getName().replace('.', '/'));
    return new Result(linkage.found, linkage.missing);
  }

  private void walk(String root) {
    Deque<String> waiting = new ArrayDeque<>(List.of(root));
    Set<String> seen = new HashSet<>(waiting);
    while (!waiting.isEmpty()) {
      ConstantPool pool = read(waiting.removeFirst());
      for (String name : pool.classes()) {
        if (name.startsWith(own) && seen.add(name)) {
          waiting.add(name);
        }
      }
      pool.members().forEach(this::check);
    }
  }

  private ConstantPool read(String name) {
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      if (in == null) {
        throw new IOException("it is not on the class path");
      }
      return ConstantPool.read(new DataInputStream(in));
    } catch (IOException e) {
      throw new IllegalStateException("Class " + name + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void check(ConstantPool.Member member) {
    if (!member.owner().startsWith(SPARK) && !member.owner().startsWith(own)) {
      return;
    }
    if (isThere(member)) {
      found++;
    } else {
      missing.add(member.owner().replace('/', '.') + "." + member.name() + member.descriptor());
    }
  }

  private boolean isThere(ConstantPool.Member member) {
    try {
      Class<?> owner = Class.forName(member.owner().replace('/', '.'), false, loader);
      // A field's descriptor is read as the result of a method, which is the same text.
      MethodType type =
          MethodType.fromMethodDescriptorString(
              member.isMethod() ? member.descriptor() : "()" + member.descriptor(), loader);
      return lineage(owner).anyMatch(c -> declares(c, member, type));
    } catch (ClassNotFoundException | TypeNotPresentException | LinkageError e) {
      return false;
    }
  }

  private static boolean declares(Class<?> c, ConstantPool.Member member, MethodType type) {
    if (!member.isMethod()) {
      return Arrays.stream(c.getDeclaredFields())
          .anyMatch(f -> f.getName().equals(member.name()) && f.getType() == type.returnType());
    }
    if (member.name().equals("<init>")) {
      return Arrays.stream(c.getDeclaredConstructors()).anyMatch(e -> takes(e, type));
    }
    return Arrays.stream(c.getDeclaredMethods())
        .anyMatch(
            m ->
                m.getName().equals(member.name())
                    && m.getReturnType() == type.returnType()
                    && takes(m, type));
  }

  private static boolean takes(Executable method, MethodType type) {
    return type.parameterList().equals(List.of(method.getParameterTypes()));
  }

  /** The class, its superclasses and all their interfaces. */
  private static Stream<Class<?>> lineage(Class<?> c) {
    List<Class<?>> all = new ArrayList<>();
    Deque<Class<?>> waiting = new ArrayDeque<>(List.of(c));
    while (!waiting.isEmpty()) {
      Class<?> next = waiting.removeFirst();
      all.add(next);
      if (next.getSuperclass() != null) {
        waiting.add(next.getSuperclass());
      }
      waiting.addAll(Arrays.asList(next.getInterfaces()));
    }
    // Methods of Object may be called on an interface.
    all.add(Object.class);
    return all.stream();
  }
}
