/** A recurring event that others can listen to. */
export interface Emitter<T> {
  /** Calls the listener with every value that is emitted from now on, until it is disposed. */
  on(listener: (value: T) => void): { dispose(): void };
  /** Calls every listener soon, each on its own, so that one that throws doesn't keep the others from being called. */
  emit(value: T): void;
}

/** Creates an emitter that has no listeners yet. */
export function createEmitter<T>(): Emitter<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    on(listener) {
      const ownListener = (value: T): void => listener(value);
      listeners.add(ownListener);
      return { dispose: () => void listeners.delete(ownListener) };
    },
    emit(value) {
      for (const listener of [...listeners]) {
        queueMicrotask(() => {
          if (listeners.has(listener)) listener(value);
        });
      }
    },
  };
}
