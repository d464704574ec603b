/** A part of the code whose tests are tested: what is changed, one change at a time, and which tests have to notice. */
export interface Room {
  readonly name: string;
  /** Of a hundred changes, how many have to be noticed at least. */
  readonly atLeast: number;
  /** Files that are changed, and the tests that are run for them: those that say much about the files in little time. */
  readonly parts: readonly Part[];
}

/** Patterns of files that are changed together, and of the tests that are run for each change. */
export interface Part {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

/** The rooms on which the promises hang. */
export const rooms: readonly Room[] = [
  {
    name: 'azure/write',
    atLeast: 90,
    parts: [{ mutate: ['src/azure/write/*.ts'], tests: ['test/azure/write/*.test.ts'] }],
  },
  {
    name: 'app/runs',
    atLeast: 90,
    parts: [
      { mutate: ['src/app/runs/!(runs|runRecord).ts'], tests: ['test/app/runs/!(oddRecords|runs).test.ts'] },
      { mutate: ['src/app/runs/runs.ts'], tests: ['test/app/runs/runs.test.ts'] },
      {
        mutate: ['src/app/runs/runRecord.ts', 'src/domain/plan/stepActions.ts', 'src/domain/arm/idShapes.ts'],
        tests: ['test/app/runs/{oddRecords,runRecord}.test.ts'],
      },
    ],
  },
  {
    name: 'domain/plan/grants',
    atLeast: 85,
    parts: [
      {
        mutate: ['src/domain/plan/grants/*.ts'],
        tests: ['test/domain/plan/**/*.test.ts', 'test/domain/needs/*.test.ts'],
      },
    ],
  },
  {
    name: 'domain/access',
    atLeast: 85,
    parts: [
      {
        mutate: ['src/domain/access/!(actionPattern).ts'],
        tests: ['test/domain/access/!(builtInRoles|actionPattern).test.ts'],
      },
      { mutate: ['src/domain/access/actionPattern.ts'], tests: ['test/domain/access/actionPattern.test.ts'] },
    ],
  },
  {
    name: 'redaction',
    atLeast: 85,
    parts: [{ mutate: ['src/domain/arm/redact.ts'], tests: ['test/domain/arm/redact*.test.ts'] }],
  },
  {
    name: 'quoting',
    atLeast: 85,
    parts: [
      {
        mutate: ['src/domain/export/{bicepText,terraformText}.ts', 'src/domain/arm/{shellText,inert}.ts'],
        tests: ['test/domain/export/{quotedTexts,az}.test.ts'],
      },
    ],
  },
];
