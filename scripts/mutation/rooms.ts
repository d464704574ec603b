/** A part of the code whose tests are tested: what is changed in it, one change at a time, and which tests have to notice. */
export interface Room {
  readonly name: string;
  /** Patterns of the files that are changed. */
  readonly mutate: readonly string[];
  /** Patterns of the tests that are run: those that say much about the room in little time. */
  readonly tests: readonly string[];
  /** Of a hundred changes, how many have to be noticed at least. */
  readonly atLeast: number;
}

/** The rooms on which the promises hang. */
export const rooms: readonly Room[] = [
  {
    name: 'azure/write',
    mutate: ['src/azure/write/*.ts'],
    tests: ['test/azure/write/**/*.test.ts'],
    atLeast: 90,
  },
  {
    name: 'app/runs',
    mutate: ['src/app/runs/*.ts'],
    tests: ['test/app/runs/**/*.test.ts', 'test/whole/{failures,meanwhile}/**/*.test.ts'],
    atLeast: 90,
  },
  {
    name: 'domain/plan/grants',
    mutate: ['src/domain/plan/grants/*.ts'],
    tests: ['test/domain/{plan,planners}/**/*.test.ts', 'test/whole/{article,grants}/**/*.test.ts'],
    atLeast: 85,
  },
  {
    name: 'domain/access',
    mutate: ['src/domain/access/*.ts'],
    tests: ['test/domain/{access,needs,findings,plan,planners}/**/*.test.ts'],
    atLeast: 85,
  },
  {
    name: 'redaction',
    mutate: ['src/domain/arm/redact.ts'],
    tests: ['test/domain/arm/redact*.test.ts'],
    atLeast: 85,
  },
  {
    name: 'quoting',
    mutate: [
      'src/domain/export/{bicepText,terraformText}.ts',
      'src/domain/arm/shellText.ts',
      'src/domain/arm/inert.ts',
    ],
    tests: ['test/domain/export/**/*.test.ts'],
    atLeast: 85,
  },
];
