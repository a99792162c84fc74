//! The `aws-config` crates, read against 1.8: credentials hide their secret, and show the id of the key.

struct Region;
struct SdkConfig;

impl SdkConfig {
    fn region(&self) -> Option<Region> {}
}
