/** A test case as the API gives it. Which other fields there are differs from instance to instance. */
export interface TestCase {
  id: number;
  title: string;
  suite_id?: number | null;
  section_id?: number | null;
  /** UNIX seconds. */
  updated_on?: number | null;
  is_deleted?: number | boolean | null;
  [field: string]: unknown;
}

export const isDeleted = (testCase: TestCase): boolean =>
  testCase.is_deleted === true || testCase.is_deleted === 1;
