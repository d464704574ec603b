/** The outcome of a read; a read that failed is `unreadable` with its reason, never `missing`. */
export type Answer<T> =
  { readonly kind: 'found'; readonly value: T } | { readonly kind: 'missing'; readonly armCode?: string } | Unreadable;

/**
 * Says why something could not be read; with `notFound` its subscription is not visible, so it may exist all the same.
 */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: string;
  /** `forbidden` where it is left out. */
  readonly code?: 'notFound' | 'unexpected';
  readonly armCode?: string;
}
