/* What the kernel tells of packets that are traced (`meta nftrace set 1`): the rules that they pass. */
#include "prober.h"

#include <endian.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

void open_trace(struct space *space) {
  int group = NFNLGRP_NFTRACE, size = 1 << 20;
  struct sockaddr_nl address = {.nl_family = AF_NETLINK};
  space->trace = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_NETFILTER);
  if (space->trace < 0 || bind(space->trace, (struct sockaddr *)&address, sizeof address) < 0) die("trace");
  setsockopt(space->trace, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  if (setsockopt(space->trace, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) < 0) die("trace group");
}

/* The source port is told only with the first rule of a packet. */
static struct { uint32_t id; int space, port; } packets[256];
static unsigned next_packet;

static int port_of(uint32_t id, int space) {
  for (unsigned back = 1; back <= 256; back++) {
    unsigned at = (next_packet - back) % 256;
    if (packets[at].id == id && packets[at].space == space) return packets[at].port;
  }
  return 0;
}

static void print_one(struct nlmsghdr *header, int number, int probe) {
  const char *table = "", *chain = "";
  int port = 0;
  uint64_t handle = 0;
  uint32_t type = 0, id = 0;
  int family = ((struct nfgenmsg *)NLMSG_DATA(header))->nfgen_family;
  int length = header->nlmsg_len - NLMSG_LENGTH(sizeof(struct nfgenmsg));
  struct nlattr *at = (struct nlattr *)((char *)NLMSG_DATA(header) + NLMSG_ALIGN(sizeof(struct nfgenmsg)));
  while (length >= (int)sizeof *at && at->nla_len >= sizeof *at && at->nla_len <= length) {
    void *data = (char *)at + NLA_HDRLEN;
    switch (at->nla_type & NLA_TYPE_MASK) {
      case NFTA_TRACE_TABLE: table = data; break;
      case NFTA_TRACE_CHAIN: chain = data; break;
      case NFTA_TRACE_RULE_HANDLE: memcpy(&handle, data, 8); handle = be64toh(handle); break;
      case NFTA_TRACE_TYPE: memcpy(&type, data, 4); type = be32toh(type); break;
      case NFTA_TRACE_TRANSPORT_HEADER: port = ((uint8_t *)data)[0] << 8 | ((uint8_t *)data)[1]; break;
      case NFTA_TRACE_ID: memcpy(&id, data, 4); id = be32toh(id); break;
    }
    length -= NLA_ALIGN(at->nla_len);
    at = (struct nlattr *)((char *)at + NLA_ALIGN(at->nla_len));
  }
  if (port != 0) {
    packets[next_packet % 256].id = id;
    packets[next_packet % 256].space = number;
    packets[next_packet++ % 256].port = port;
  }
  if (type == NFT_TRACETYPE_RULE && handle != 0 && probe >= 0 && !is_of_other_probe(port_of(id, number), probe))
    printf("traced %d %d %u %d %d %s %s %llu\n", probe, number, id, port_of(id, number), family, table, chain, (unsigned long long)handle);
}

void print_traces(int world, int probe) {
  static char data[1 << 17];
  for (int i = 0; i < SPACES; i++) {
    if (!spaces[i].used || spaces[i].world != world || spaces[i].trace < 0) continue;
    int length;
    while ((length = recv(spaces[i].trace, data, sizeof data, 0)) > 0)
      for (struct nlmsghdr *got = (struct nlmsghdr *)data; NLMSG_OK(got, (unsigned)length); got = NLMSG_NEXT(got, length))
        print_one(got, i, probe);
  }
}
