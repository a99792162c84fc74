//! The `aws-config` crates, read against 1.8: credentials hide their secret, and show the id of the key.

impl SdkConfig {
    fn region(&self) -> Option<Region> {}
}
