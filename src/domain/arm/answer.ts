/** A read's outcome. An error is never turned into "missing": `unreadable` carries why, in words. */
export type Answer<T> =
  { readonly kind: 'found'; readonly value: T } | { readonly kind: 'missing'; readonly armCode?: string } | Unreadable;

/** Why something could not be read; `notFound`: its subscription is not visible, so it may well be there. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: string;
  /** `forbidden` where it is left out. */
  readonly code?: 'notFound' | 'unexpected';
  readonly armCode?: string;
}
