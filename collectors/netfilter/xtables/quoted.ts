/** A value as xtables_save_string writes it: bare where it has only letters, digits, `_` and `-`, else in double quotes. */
export const quoted = (value: string): string =>
  /^[A-Za-z0-9_-]+$/.test(value) ? value : `"${value.replace(/["\\']/g, '\\$&')}"`
