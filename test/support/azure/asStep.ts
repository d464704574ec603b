import { oneSending } from '../../../src/azure/http/oneSending.ts';

/** Sends a write as a step does after its look, and once more after another where a layer below left that to it. */
export async function asStep<T>(write: () => Promise<T>): Promise<T> {
  const send = (isLast: boolean): Promise<T> =>
    oneSending(Date.now, async (one) => {
      one.release();
      return write().catch((error: unknown) => {
        if (isLast || !one.isToRepeat()) throw error;
        return send(true);
      });
    });
  return send(false);
}
