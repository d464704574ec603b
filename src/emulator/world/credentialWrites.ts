import { idKey } from '../arm/path.ts';

/**
 * The identities for which a federated credential is being written: until the answer is sent, and for as long after
 * that as the settings say. Such an identity accepts no second write.
 */
export class CredentialWrites {
  readonly #until = new Map<string, number>();
  readonly #unanswered = new Set<string>();
  #latest: string | undefined;

  isUnderWay(identityId: string, now: number): boolean {
    const identity = idKey(identityId);
    return this.#unanswered.has(identity) || (this.#until.get(identity) ?? now) > now;
  }

  begin(identityId: string, until: number): void {
    this.#latest = idKey(identityId);
    this.#until.set(this.#latest, until);
  }

  /** Delays the answer of a write that has just begun, if there is one, so that other requests can come in between. */
  async answerLater(wait: () => Promise<void>): Promise<void> {
    const identity = this.#latest;
    this.#latest = undefined;
    if (identity === undefined) return;
    this.#unanswered.add(identity);
    await wait();
    this.#unanswered.delete(identity);
  }

  /** The times in milliseconds of the clock, by identity. */
  kept(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#until);
  }

  restore(kept: Readonly<Record<string, number>>): void {
    for (const [identity, until] of Object.entries(kept)) this.#until.set(identity, until);
  }
}
