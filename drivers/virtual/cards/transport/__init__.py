"""How an emulated card reaches a guest: vfio-user over a unix socket."""
