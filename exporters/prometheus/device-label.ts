/** A block device as dashboards filter it: `/dev/sda`; by its numbers where the name is not known, so that none is mistaken. */
export const deviceLabel = ({ device, major, minor }: { device: string; major: number; minor: number }): string =>
  `/dev/${device === '' ? `block/${major}:${minor}` : device}`
