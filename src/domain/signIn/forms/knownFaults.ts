/** Versions of software with a known fault in their sign-in. */

/** When this table was last read against its sources. */
export const faultsKnownAt = '2026-11';

/** A fault of one version. */
export interface KnownFault {
  readonly sign: string;
  /** Matches the image of a container. */
  readonly image: RegExp;
  readonly name: string;
  readonly instead: string;
  readonly source: string;
}

/** The faults. */
export const knownFaults: readonly KnownFault[] = [
  {
    sign: 'argoCdSignIn',
    image: /\/argocd:v?2\.14\.3(?:$|[-@+])/,
    name: 'Argo CD 2.14.3',
    instead: '2.14.2, or a later one than 2.14.3',
    source: 'https://github.com/argoproj/argo-cd/issues/22122',
  },
];
