/** Takes the place of the package `semver`, which `jsonwebtoken` asks only whether Node is newer than 16.9; every Node that can run this is. */
exports.satisfies = () => true;
