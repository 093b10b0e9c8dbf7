import { toJson } from '../../collectors/wire/json.ts'

/** A decoded record as it stands in JSON, where 64-bit numbers are numbers or decimal strings. */
export const jsonForm = (record: unknown): unknown => JSON.parse(toJson(record))
