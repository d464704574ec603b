/** What a question to Azure is. */
import { apiVersions } from '../../src/domain/arm/apiVersions.ts';
import type { Raw, RawAzure } from './rawAzure.ts';

/** Where questions are asked; the members about an identity are there once it was made. */
export interface Place {
  /** Sends a request, and throws for an answer with another status than those that the question is about. */
  readonly ask: (statuses: readonly number[], ...request: Parameters<RawAzure['send']>) => Promise<Raw>;
  readonly subscriptionId: string;
  readonly location: string;
  /** The object id of whoever asks; absent where the token does not tell it. */
  readonly principalId?: string;
  /** The directory that is asked; absent where the token does not tell it. */
  readonly tenantId?: string;
  readonly wait: (seconds: number) => Promise<void>;
  readonly made?: Made;
}

/** What was made for the questions that write. */
export interface Made {
  /** The id of the resource group. */
  readonly group: string;
  readonly identityId: string;
  readonly principalId: string;
  /** What Azure answered when the identity was made, and when that was. */
  readonly creation: Raw;
  readonly madeAt: number;
}

/** What Azure said to a question: words, and what they were taken from. */
export interface Answer {
  readonly says: string;
  readonly evidence: unknown;
}

/** A question, and how it is asked. */
export interface Question {
  /** The rows and open questions of docs/tables/truth.md that it is about, as `T-14, Q-2`; or `no row:` and the words for it. */
  readonly about: string;
  readonly asks: string;
  /** It needs the identity, and writes beside it. */
  readonly writes?: true;
  readonly ask: (place: Place) => Promise<Answer>;
}

/** Where Resource Graph is asked. */
export const graphPath = `/providers/Microsoft.ResourceGraph/resources?api-version=${apiVersions.resourceGraph}`;
