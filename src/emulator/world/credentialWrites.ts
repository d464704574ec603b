import { idKey } from '../arm/path.ts';

/**
 * The identities at which a federated credential is being written: until the answer goes out, and for as long as the settings
 * say after that. Such an identity takes no second write.
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

  /** Waits with the answer of the write that has just begun, if one has, so that others can come in between. */
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
