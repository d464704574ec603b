import type { Field, FieldValue } from '../../protocol/form.ts';

/**
 * Edits that the host has not answered yet. They take precedence over the host's values, so that an answer to one
 * letter never removes the next.
 */
export interface Edits {
  /** Notes an edit and returns its number. */
  readonly add: (field: string, value: FieldValue) => number;
  /** Forgets the edits that the host has received. */
  readonly settle: (editsSeen: number) => void;
  /** Returns the field's newest value. */
  readonly valueOf: (field: Field) => FieldValue;
  /** Notes that the user types in a field, as it is drawn: what wasn't wrong before isn't called wrong until it is left. */
  readonly typing: (field: Field) => void;
  /** Notes that the user has gone on; returns true if something may be called wrong now that wasn't. */
  readonly left: () => boolean;
  /**
   * Returns what is wrong with the field's newest value; nothing while the host has judged only an older one. While the
   * user types, what was wrong stays, and nothing else comes.
   */
  readonly errorOf: (field: Field) => string | undefined;
  /** Forgets everything; numbers continue. */
  readonly clear: () => void;
}

/** Creates an empty list of edits, whose numbers start above `seen`. */
export function createEdits(): Edits {
  const open = new Map<string, { readonly seq: number; readonly value: FieldValue }>();
  let seq = 0;
  let typed: { readonly name: string; readonly wasWrong: boolean } | undefined;
  const errorOf: Edits['errorOf'] = ({ name, error }) =>
    (typed?.name === name ? typed.wasWrong : !open.has(name)) ? error : undefined;
  return {
    add(field, value) {
      seq += 1;
      open.set(field, { seq, value });
      return seq;
    },
    settle(editsSeen) {
      seq = Math.max(seq, editsSeen);
      for (const [field, edit] of open) if (edit.seq <= editsSeen) open.delete(field);
    },
    valueOf: (field) => open.get(field.name)?.value ?? field.value,
    errorOf,
    typing(field) {
      if (typed?.name !== field.name) typed = { name: field.name, wasWrong: errorOf(field) !== undefined };
    },
    left() {
      const wasTyping = typed !== undefined;
      typed = undefined;
      return wasTyping;
    },
    clear() {
      open.clear();
      typed = undefined;
    },
  };
}
