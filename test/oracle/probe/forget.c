/* What every namespace learned since it was built is forgotten, so that no probe changes the next one. */
#include "prober.h"

#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/rtnetlink.h>

#ifndef NDA_NDM_STATE_MASK
#define NDA_NDM_STATE_MASK 16
#endif
#ifndef NLM_F_BULK
#define NLM_F_BULK 0x200
#endif

static char buffer[1 << 18];

static void put(struct nlmsghdr *header, int type, const void *data, int length) {
  struct rtattr *attribute = (struct rtattr *)((char *)header + NLMSG_ALIGN(header->nlmsg_len));
  attribute->rta_type = type;
  attribute->rta_len = RTA_LENGTH(length);
  if (length > 0) memcpy(RTA_DATA(attribute), data, length);
  header->nlmsg_len = NLMSG_ALIGN(header->nlmsg_len) + RTA_ALIGN(attribute->rta_len);
}

/* Sends and waits for the answer, so that it has happened when we go on. @returns errno of the acknowledgement */
static int ask(int fd, void *message) {
  struct nlmsghdr *header = message;
  header->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
  if (send(fd, header, header->nlmsg_len, 0) < 0) return errno;
  for (;;) {
    char answer[4096];
    int length = recv(fd, answer, sizeof answer, 0);
    if (length < 0) return errno;
    struct nlmsghdr *got = (struct nlmsghdr *)answer;
    if (NLMSG_OK(got, (unsigned)length) && got->nlmsg_type == NLMSG_ERROR)
      return -((struct nlmsgerr *)NLMSG_DATA(got))->error;
  }
}

static void dump(int fd, void *request, void (*each)(struct nlmsghdr *, void *), void *with) {
  struct nlmsghdr *header = request;
  header->nlmsg_flags |= NLM_F_REQUEST | NLM_F_DUMP;
  if (send(fd, header, header->nlmsg_len, 0) < 0) die("netlink");
  for (;;) {
    int length = recv(fd, buffer, sizeof buffer, 0);
    if (length < 0) die("netlink");
    for (struct nlmsghdr *got = (struct nlmsghdr *)buffer; NLMSG_OK(got, (unsigned)length); got = NLMSG_NEXT(got, length)) {
      if (got->nlmsg_type == NLMSG_DONE || got->nlmsg_type == NLMSG_ERROR) return;
      each(got, with);
    }
  }
}

static void each_link(struct nlmsghdr *header, void *with) {
  struct space *space = with;
  struct ifinfomsg *link = NLMSG_DATA(header);
  int length = IFLA_PAYLOAD(header);
  for (struct rtattr *a = IFLA_RTA(link); RTA_OK(a, length); a = RTA_NEXT(a, length)) {
    if (a->rta_type != IFLA_LINKINFO) continue;
    int inner = RTA_PAYLOAD(a);
    for (struct rtattr *b = RTA_DATA(a); RTA_OK(b, inner); b = RTA_NEXT(b, inner)) {
      if (b->rta_type != IFLA_INFO_KIND) continue;
      if (strcmp(RTA_DATA(b), "bridge") == 0 && space->bridge_count < LINKS)
        space->bridges[space->bridge_count++] = link->ifi_index;
      if (strcmp(RTA_DATA(b), "vxlan") == 0 && space->tunnel_count < LINKS)
        space->tunnels[space->tunnel_count++] = link->ifi_index;
    }
  }
}

struct doomed { struct nlmsghdr header; struct ndmsg message; char attributes[64]; };
static struct doomed doomed[1024];
static int doomed_count;

static void each_neighbour(struct nlmsghdr *header, void *with) {
  (void)with;
  struct ndmsg *neighbour = NLMSG_DATA(header);
  if (neighbour->ndm_state & (NUD_PERMANENT | NUD_NOARP) || doomed_count == 1024) return;
  if (neighbour->ndm_flags & NTF_PROXY) return;
  struct doomed *entry = &doomed[doomed_count];
  memset(entry, 0, sizeof *entry);
  entry->header.nlmsg_len = NLMSG_LENGTH(sizeof(struct ndmsg));
  entry->header.nlmsg_type = RTM_DELNEIGH;
  entry->message.ndm_family = neighbour->ndm_family;
  entry->message.ndm_ifindex = neighbour->ndm_ifindex;
  int length = header->nlmsg_len - NLMSG_LENGTH(sizeof(struct ndmsg));
  struct rtattr *a = (struct rtattr *)((char *)neighbour + NLMSG_ALIGN(sizeof(struct ndmsg)));
  for (; RTA_OK(a, length); a = RTA_NEXT(a, length))
    if (a->rta_type == NDA_DST) {
      put(&entry->header, NDA_DST, RTA_DATA(a), RTA_PAYLOAD(a));
      doomed_count++;
    }
}

/* Removes the entries of a bridge or a VXLAN that are in none of these states. */
static void flush(struct space *space, int device, uint16_t states) {
  struct { struct nlmsghdr header; struct ndmsg message; char attributes[16]; } request = {
      {NLMSG_LENGTH(sizeof(struct ndmsg)), RTM_DELNEIGH, NLM_F_BULK, 0, 0},
      {.ndm_family = PF_BRIDGE, .ndm_ifindex = device, .ndm_flags = NTF_SELF}, {0}};
  put(&request.header, NDA_NDM_STATE_MASK, &states, sizeof states);
  int error = ask(space->route, &request);
  if (error) { errno = error; die("flush of learned addresses"); }
}

static void forget_learned(struct space *space) {
  if (!space->known) {
    struct { struct nlmsghdr header; struct ifinfomsg link; } request = {
        {NLMSG_LENGTH(sizeof(struct ifinfomsg)), RTM_GETLINK, 0, 0, 0}, {0}};
    dump(space->route, &request, each_link, space);
    space->known = 1;
  }
  struct { struct nlmsghdr header; struct nfgenmsg message; } flows = {
      {NLMSG_LENGTH(sizeof(struct nfgenmsg)), (NFNL_SUBSYS_CTNETLINK << 8) | IPCTNL_MSG_CT_DELETE, 0, 0, 0}, {0}};
  ask(space->nf, &flows);
  struct { struct nlmsghdr header; struct ndmsg message; } request = {
      {NLMSG_LENGTH(sizeof(struct ndmsg)), RTM_GETNEIGH, 0, 0, 0}, {0}};
  doomed_count = 0;
  dump(space->route, &request, each_neighbour, NULL);
  for (int i = 0; i < doomed_count; i++) ask(space->route, &doomed[i]);
  /* What is local or was entered stays. To change a link, as `ip link set type bridge fdb_flush` does, makes hosts report their groups again. */
  for (int i = 0; i < space->bridge_count; i++) flush(space, space->bridges[i], NUD_PERMANENT | NUD_NOARP);
  for (int i = 0; i < space->tunnel_count; i++) flush(space, space->tunnels[i], NUD_PERMANENT);
}

void forget_world(int world) {
  for (int i = 0; i < SPACES; i++)
    if (spaces[i].used && (world < 0 || spaces[i].world == world)) forget_learned(&spaces[i]);
}
