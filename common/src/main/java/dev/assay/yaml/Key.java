package dev.assay.yaml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one key of a YAML document that is bound to a record: the text goes into the JSON
 * Schema and into error messages. The key's name is the component's in kebab case.
 *
 * <p>A component of a sealed interface of records stands for one key out of several: one for each
 * record that the interface permits, named after the record and described by the record's own
 * {@code Key}. Exactly one of them must be there.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Key {
  /** The value of {@link #def()} that means: there is no default, the key must be there. */
  String REQUIRED = "\u0000";

  /** One sentence for a person who writes the file. */
  String doc();

  /** The default, as YAML text; {@code null} gives null, {@code "{}"} a record of defaults. */
  String def() default REQUIRED;

  /**
   * Whether a value of this key may stand alone for the whole record: {@code SEX} for {@code {of:
   * SEX}}. Of the keys that may, one can take a list and one anything else but a mapping; all other
   * keys of the record must have defaults.
   */
  boolean alone() default false;
}
