package dev.bailiwick.policy;

import java.util.NavigableSet;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** May this be there? Immutable; the {@code with…} methods give another question. */
public final class Question {
  private final NavigableSet<Location> laws;
  private final @Nullable Set<String> categories;
  private final TransferClass transfer;
  private final boolean ciphertext;
  private final Destination to;
  private final OptionalLong persons;
  private final OptionalLong records;
  private final boolean counted;

  private Question(
      Set<Location> laws,
      @Nullable Set<String> categories,
      TransferClass transfer,
      boolean ciphertext,
      Destination to,
      OptionalLong persons,
      OptionalLong records,
      boolean counted) {
    this.laws = new TreeSet<>(laws);
    this.categories = categories == null ? null : Set.copyOf(categories);
    this.transfer = transfer;
    this.ciphertext = ciphertext;
    this.to = to;
    this.persons = persons;
    this.records = records;
    this.counted = counted;
  }

  /** May something of this class, under this law, be at this place? */
  public static Question of(Location law, TransferClass transfer, Destination to) {
    OptionalLong none = OptionalLong.empty();
    return new Question(
        Set.of(law), null, transfer, false, Objects.requireNonNull(to), none, none, false);
  }

  /** The same, for rows under each of several laws; none is an unknown law. */
  public Question withLaws(Set<Location> all) {
    Set<Location> known = all.isEmpty() ? Set.of(Location.unknown()) : all;
    return new Question(known, categories, transfer, ciphertext, to, persons, records, counted);
  }

  /** The same, for data of these categories only; without it, of all that a policy names. */
  public Question withCategories(Set<String> only) {
    return new Question(laws, only, transfer, ciphertext, to, persons, records, counted);
  }

  /** The same, for ciphertext of it at a place that has no key. */
  public Question asCiphertext() {
    return new Question(laws, categories, transfer, true, to, persons, records, counted);
  }

  /** The same, for this many persons; without it nobody knows how many they are. */
  public Question ofPersons(long many) {
    return new Question(
        laws, categories, transfer, ciphertext, to, OptionalLong.of(many), records, counted);
  }

  /** The same, made from this many records; without it whoever sends must count them. */
  public Question ofRecords(long many) {
    return new Question(
        laws, categories, transfer, ciphertext, to, persons, OptionalLong.of(many), counted);
  }

  /** The same, for what was reserved before and so is among the counts already. */
  public Question asCounted() {
    return new Question(laws, categories, transfer, ciphertext, to, persons, records, true);
  }

  /** The same at another place. */
  public Question at(Destination other) {
    return new Question(laws, categories, transfer, ciphertext, other, persons, records, counted);
  }

  /** The same for another class. */
  public Question of(TransferClass other) {
    return new Question(laws, categories, other, ciphertext, to, persons, records, counted);
  }

  NavigableSet<Location> laws() {
    return laws;
  }

  @Nullable Set<String> categories() {
    return categories;
  }

  TransferClass transfer() {
    return transfer;
  }

  boolean ciphertext() {
    return ciphertext;
  }

  Destination to() {
    return to;
  }

  OptionalLong persons() {
    return persons;
  }

  OptionalLong records() {
    return records;
  }

  boolean counted() {
    return counted;
  }
}
