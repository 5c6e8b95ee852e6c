"""The whole store on virtual time: one seed decides what people do and every fault that meets them."""
