/** Something to listen to; a listener that throws does not keep the others from hearing. */
export interface Signal<T> {
  listen(listener: (value: T) => void): { dispose(): void };
  tell(value: T): void;
}

/** A signal without listeners. */
export function createSignal<T>(): Signal<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    listen(listener) {
      const own = (value: T): void => listener(value);
      listeners.add(own);
      return { dispose: () => void listeners.delete(own) };
    },
    tell(value) {
      for (const listener of [...listeners]) {
        queueMicrotask(() => {
          if (listeners.has(listener)) listener(value);
        });
      }
    },
  };
}
