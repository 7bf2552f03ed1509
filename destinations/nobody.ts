/** SHA-256 of `tracklayer-test`: whom test calls are about. */
export const nobody = '3f5cc35e33ef97e2a6b1138d69f5305c4e4757c88795f0de9886662e357f9026'
